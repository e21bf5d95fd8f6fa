import type { Shared } from '@ems/chassis/http';
import { owners } from './heartbeats';
import { speakersScope } from './revision';

/**
 * What a reply depends on that is composed of an event's sessions and speakers: the event, its revisions and those of all, for as long
 * as changes elsewhere are heard of.
 * @param until when it is composed anew all the same, in ms since the epoch
 */
export const composedOf = (eventId: string, until: number): Shared => ({
  tags: [`event:${eventId}`, `event:${speakersScope}`],
  requires: Object.values(owners),
  until,
});
