import { forbidden, invalid, notFound } from '@ems/chassis/errors';
import { idOrSlug, idParams, instant, instantOut, ok } from '@ems/chassis/http';
import { z } from 'zod';
import { requireEventId } from '../../replicas/events';
import type { SpeakerDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { canChange, findSpeaker } from '../speakers';
import { type Availability, findAvailability, replaceAvailability } from './availability';
import { type Interval, toText } from './intervals';

const eventQuery = z.strictObject({ eventId: idOrSlug.describe('Id or slug of the event') });
const intervalsBody = z
  .array(
    z
      .strictObject({ startsAt: instant.describe('When it begins'), endsAt: instant.describe('When it has ended') })
      .meta({ id: 'NewInterval' }),
  )
  .max(500);
const intervalsView = z
  .array(
    z
      .object({ startsAt: instantOut.describe('When it begins'), endsAt: instantOut.describe('When it has ended') })
      .meta({ id: 'Interval' }),
  )
  .meta({ id: 'Availability' });

export const availabilityRoutes = ({ database }: { database: SpeakerDatabase }) => [
  route({
    method: 'get',
    path: '/speakers/:id/availability',
    operationId: 'getSpeakerAvailability',
    tag: 'Speakers',
    summary: 'Get the availability of a speaker',
    description: 'For those who may change the profile. An empty list says that nothing is known.',
    access: 'user',
    params: idParams,
    query: eventQuery,
    replies: { 200: intervalsView },
    problems: ['forbidden'],
    async handle({ params, query, caller }) {
      const speaker = await findSpeaker(database.client, params.id);
      if (!speaker) throw notFound('speaker');
      if (!canChange(caller, speaker))
        throw forbidden('Only those who may change the profile see this; organizers see its conflicts.');
      const eventId = await requireEventId(database.client, query.eventId);
      return toReply(await findAvailability(database.client, { speakerId: speaker.id, eventId }));
    },
  }),
  route({
    method: 'put',
    path: '/speakers/:id/availability',
    operationId: 'replaceSpeakerAvailability',
    tag: 'Speakers',
    summary: 'Replace the availability of a speaker',
    description: 'Replaces all intervals for the event. Those that overlap or touch become one.',
    access: 'user',
    params: idParams,
    query: eventQuery,
    body: intervalsBody,
    replies: { 200: intervalsView },
    problems: ['forbidden', 'precondition-failed'],
    handle({ params, query, body, transact, ...change }) {
      requireEndsAfterStarts(body);
      return transact(async tx => {
        const key = { speakerId: params.id, eventId: await requireEventId(tx, query.eventId) };
        return toReply(await replaceAvailability(tx, key, change, body));
      });
    },
  }),
];

/** The list itself has no member for its version, so the tag alone carries it. */
const toReply = ({ version, intervals }: Availability) => ok(intervals.map(toText), { ETag: `"${version}"` });

/** @throws DomainError 400 that names each that does not end after it starts */
function requireEndsAfterStarts(intervals: readonly Interval[]): void {
  const wrong = [...intervals.entries()].filter(([, { startsAt, endsAt }]) => endsAt <= startsAt);
  const detail = 'The end must come after the start.';
  if (wrong.length > 0)
    throw invalid(wrong.map(([index]) => ({ pointer: `#/${index}/endsAt`, code: 'not-after-start', detail })));
}
