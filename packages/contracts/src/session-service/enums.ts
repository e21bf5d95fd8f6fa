import { z } from 'zod';

export const sessionStatus = z
  .enum(['draft', 'submitted', 'accepted', 'waitlisted', 'rejected', 'confirmed', 'withdrawn', 'cancelled'])
  .meta({ id: 'SessionStatus', description: 'Accepted and confirmed sessions have slots' });

export type SessionStatus = z.infer<typeof sessionStatus>;

/** What the public sees of a session's status, once it was released. */
export const releasedStatus = sessionStatus.extract(['confirmed', 'withdrawn', 'cancelled']).meta({
  id: 'ReleasedStatus',
  description: 'Of a session in a schedule: withdrawn or cancelled ones do not take place',
});

export const sessionType = z
  .enum(['talk', 'workshop', 'panel', 'keynote', 'lightning', 'break', 'other'])
  .meta({ id: 'SessionType', description: 'What kind of session it is; breaks and others need no speaker' });

export const sessionLevel = z
  .enum(['beginner', 'intermediate', 'advanced'])
  .meta({ id: 'SessionLevel', description: 'What a session expects of its audience' });

export const sessionAction = z
  .enum(['submit', 'accept', 'reject', 'waitlist', 'confirm', 'withdraw', 'cancel', 'reopen'])
  .meta({ id: 'SessionAction', description: 'What leads from one status to another' });

export type SessionAction = z.infer<typeof sessionAction>;

export const speakerRole = z
  .enum(['speaker', 'moderator', 'panelist', 'host'])
  .meta({ id: 'SpeakerRole', description: 'What a speaker does in a session' });
