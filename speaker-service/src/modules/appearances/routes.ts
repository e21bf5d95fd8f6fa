import { type Caller, isAdmin } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import { idOrSlug, idParams, instantOut, keyset, ok, pageOf, pageQuery, totalOf } from '@ems/chassis/http';
import { sessionStatus } from '@ems/contracts';
import { z } from 'zod';
import { resolveEventId } from '../../replicas/events';
import type { SpeakerDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { canSeeProposals, findSpeaker, type Speaker } from '../speakers';
import { type Appearance, countAppearances, listAppearances, type Viewer } from './repository';

const appearancesKeyset = keyset(['uuid'], ({ id }: Appearance) => [id]);
const listQuery = z.strictObject({ ...pageQuery, eventId: idOrSlug.optional().describe('Id or slug of the event') });

const slot = z
  .object({
    id: z.uuid().describe('Of the slot'),
    startsAt: instantOut.describe('When it begins'),
    endsAt: instantOut.describe('When it ends'),
    room: z
      .object({
        id: z.uuid().describe('Of the room'),
        name: z.string().nullable().describe('What it is called; null while that is not known here'),
      })
      .describe('Where'),
  })
  .meta({ id: 'SpeakerSessionSlot' });

const appearanceView = z
  .object({
    id: z.uuid().describe('Of the session'),
    eventId: z.uuid().describe('Of its event'),
    title: z.string().describe('What it is called'),
    status: sessionStatus,
    slots: z.array(slot).nullable().meta({ description: 'When and where; null while that is not known here yet' }),
  })
  .meta({ id: 'SpeakerSession' });

export const appearanceRoutes = ({ database: { client } }: { database: SpeakerDatabase }) => [
  route({
    method: 'get',
    path: '/speakers/:id/sessions',
    operationId: 'listSpeakerSessions',
    tag: 'Speakers',
    summary: 'List the sessions of a speaker',
    description:
      'The released ones of public events, without a release the confirmed ones; for the speaker and admins all of them. What the team has ' +
      'decided, and not announced yet, the speaker does not see. Where an event waits for a first release, nothing is said of when and ' +
      'where until then.',
    access: 'public',
    params: idParams,
    query: listQuery,
    replies: { 200: pageOf(appearanceView) },
    shared: { query: ['eventId'] },
    async handle({ params, query: { limit, cursor, count, eventId: reference }, caller }) {
      const speaker = await findSpeaker(client, params.id);
      if (!speaker) throw notFound('speaker');
      const [after = null] = appearancesKeyset.after(cursor) ?? [];
      const eventId = reference === undefined ? undefined : await resolveEventId(client, reference);
      // An unknown slug answers as an event of which the caller may see nothing.
      const isUnknown = reference !== undefined && eventId === undefined;
      const filter = { speakerId: speaker.id, as: viewerOf(caller, speaker), eventId };
      const found = isUnknown ? [] : await listAppearances(client, filter, limit + 1, after);
      const total = await totalOf(count, async most => (isUnknown ? 0 : countAppearances(client, filter, most)));
      const page = appearancesKeyset.page(found, limit, session => session, total);
      return { ...ok(page), shared: { tags: [`speaker:${speaker.id}`, 'appearance'] } };
    },
  }),
];

/** As whom the caller sees what is not public. */
function viewerOf(caller: Caller | null, speaker: Speaker): Viewer {
  if (!canSeeProposals(caller, speaker)) return 'public';
  return isAdmin(caller) ? 'admin' : 'person';
}
