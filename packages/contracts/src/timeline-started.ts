import { z } from 'zod';
import { defineMessage } from './define-message';

const timelineStart = z
  .object({
    timeline: z.uuid().describe('Id of the time for which the relay leads'),
    startedAt: z.iso.datetime().describe('When it began, by the clock of the database'),
    after: z.int().describe('The highest position before it'),
    tailFrom: z.int().describe('The lowest position of the tail'),
    tail: z.array(z.uuid()).describe('Ids of the newest messages before it, from there to `after`'),
  })
  .meta({ id: 'TimelineStart' });

/**
 * What each relay says when it begins to lead: how far the history goes that it goes on from. Who has received something
 * else knows by it that the service's database was restored to an earlier copy. The subject is the service.
 */
export const timelineStarted = (service: string, consumers: readonly string[]) =>
  defineMessage(
    `${service}.timeline-started.v1`,
    `A relay of ${service} has begun to lead; what it does not go on from is lost.`,
    consumers,
    timelineStart,
  );
