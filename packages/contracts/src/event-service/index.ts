import { z } from 'zod';
import { defineMessage } from '../define-message';

const hearers = ['session-service', 'speaker-service'];

const eventState = z.object({
  id: z.uuid(),
  slug: z.string(),
  title: z.string(),
  status: z.enum(['draft', 'published', 'cancelled', 'completed']),
  ownerId: z.uuid(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  /** IANA zone name. */
  timezone: z.string(),
  cfp: z.object({ opensAt: z.iso.datetime(), closesAt: z.iso.datetime() }).nullable(),
});

/** All that others need of an event; every message of an event carries it whole. */
export type EventState = z.infer<typeof eventState>;

const eventFact = (fact: string) => defineMessage(`event.${fact}.v1`, hearers, eventState);

export const eventCreated = eventFact('created');
export const eventUpdated = eventFact('updated');
export const eventPublished = eventFact('published');
export const eventUnpublished = eventFact('unpublished');
export const eventCancelled = eventFact('cancelled');
export const eventCompleted = eventFact('completed');
export const eventDeleted = defineMessage('event.deleted.v1', hearers, z.object({ id: z.uuid() }));
