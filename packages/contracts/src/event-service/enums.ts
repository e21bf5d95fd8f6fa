import { z } from 'zod';

export const eventStatus = z
  .enum(['draft', 'published', 'cancelled', 'completed'])
  .meta({ id: 'EventStatus', description: 'A draft is seen by its members alone' });

export type EventStatus = z.infer<typeof eventStatus>;

export const memberRole = z.enum(['organizer', 'reviewer', 'steward']).meta({
  id: 'MemberRole',
  description: 'In an event: organizers plan it, reviewers judge proposals, stewards check people in',
});

export const registrationStatus = z
  .enum(['confirmed', 'waitlisted', 'cancelled'])
  .meta({ id: 'RegistrationStatus', description: 'Who is confirmed has a seat' });
