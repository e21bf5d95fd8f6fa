import { z } from 'zod';
import { defineMessage } from './define-message';

const restatement = z
  .object({
    noun: z.string().describe('The first part of the types of messages that say the state of it: `event`'),
    id: z.string().describe('Id of what is to be said again'),
    type: z.string().describe('Type of the newest message that others know of it, and the service has lost'),
    sequence: z.int().describe('Its version in that message; what is said again is newer'),
    eventId: z.uuid().nullable().describe('Id of the event that it belongs to, where others know it'),
    deleteUnknown: z.boolean().describe('What the service does not know is to be deleted everywhere'),
  })
  .meta({ id: 'Restatement' });

export type Restatement = z.infer<typeof restatement>;

/**
 * What an operator asks of a service whose database was restored to an earlier copy: to publish what it knows of something,
 * under a version that is newer than what others have heard before. It consumes the message itself.
 */
export const restatementRequested = (service: string) =>
  defineMessage(
    `${service}.restatement-requested.v1`,
    `An operator asks ${service} to say something again, of which others know more.`,
    [service],
    restatement,
  );
