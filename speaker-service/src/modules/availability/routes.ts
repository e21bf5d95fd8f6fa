import { forbidden, invalid, notFound } from '@ems/chassis/errors';
import { idParams, instant, instantOut, ok } from '@ems/chassis/http';
import { z } from 'zod';
import type { SpeakerDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { findSpeaker, lockToChange, mayChange } from '../speakers';
import type { Interval } from './intervals';
import { type Availability, findAvailability } from './queries';
import { replaceAvailability, toText } from './replace-availability';

const ofEvent = z.strictObject({ eventId: z.uuid().toLowerCase() });
const told = z.array(z.strictObject({ startsAt: instant, endsAt: instant })).max(500);
const kept = z.array(z.object({ startsAt: instantOut, endsAt: instantOut }).meta({ id: 'Interval' }));

export const availabilityRoutes = ({ database }: { database: SpeakerDatabase }) => [
  route({
    method: 'get',
    path: '/speakers/:id/availability',
    summary: 'When a speaker can come to an event',
    description: 'For those who may change the profile. An empty list says that nothing was told.',
    access: 'user',
    params: idParams,
    query: ofEvent,
    replies: { 200: kept },
    async handle({ params, query, caller }) {
      const speaker = await findSpeaker(database.read, params.id);
      if (!speaker) throw notFound('speaker');
      if (!mayChange(caller, speaker)) throw forbidden('Whose profile it is sees this, and organizers its conflicts.');
      return reply(await findAvailability(database.read, params.id, query.eventId));
    },
  }),
  route({
    method: 'put',
    path: '/speakers/:id/availability',
    summary: 'Say when a speaker can come to an event',
    description: 'Replaces all that was said for the event. Times that overlap or touch become one.',
    access: 'user',
    params: idParams,
    query: ofEvent,
    body: told,
    replies: { 200: kept },
    handle({ params: { id }, query: { eventId }, body: intervals, caller, requireFresh, transact }) {
      requireEndsAfterStarts(intervals);
      return transact(async tx => {
        const { id: speakerId } = await lockToChange(tx, id, caller);
        return reply(await replaceAvailability(tx, { speakerId, eventId, intervals, requireFresh }));
      });
    },
  }),
];

/** The list itself has no member for its version, so the tag alone carries it. */
const reply = ({ version, intervals }: Availability) => ok(intervals.map(toText), { ETag: `"${version}"` });

/** @throws DomainError 400 that names each that does not end after it starts */
function requireEndsAfterStarts(intervals: readonly Interval[]): void {
  const wrong = [...intervals.entries()].filter(([, { startsAt, endsAt }]) => endsAt <= startsAt);
  const detail = 'The end must come after the start.';
  if (wrong.length > 0)
    throw invalid(wrong.map(([index]) => ({ pointer: `#/${index}/endsAt`, code: 'not-after-start', detail })));
}
