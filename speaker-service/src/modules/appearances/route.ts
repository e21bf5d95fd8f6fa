import { notFound } from '@ems/chassis/errors';
import { decodeCursor, idParams, ok, pageOf, pageQuery, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { SpeakerDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { findSpeaker, maySeeProposals } from '../speakers';
import { listAppearances } from './list-appearances';

const cursorKey = z.tuple([z.uuid()]);
const listQuery = z.strictObject({ ...pageQuery, eventId: z.uuid().optional() });

const appearance = z
  .object({ id: z.uuid(), eventId: z.uuid(), title: z.string(), state: z.string() })
  .meta({ id: 'SessionOfSpeaker' });

export const appearancesRoute = ({ database }: { database: SpeakerDatabase }) =>
  route({
    method: 'get',
    path: '/speakers/:id/sessions',
    summary: 'The sessions of a speaker',
    description: 'The confirmed ones of public events; to the speaker and to admins all of them.',
    access: 'public',
    params: idParams,
    query: listQuery,
    replies: { 200: pageOf(appearance) },
    async handle({ params, query: { limit, cursor, eventId }, caller }) {
      const speaker = await findSpeaker(database.read, params.id);
      if (!speaker) throw notFound('speaker');
      const [after] = decodeCursor(cursorKey, cursor) ?? [];
      const all = maySeeProposals(caller, speaker);
      const found = await listAppearances(database.read, {
        speakerId: speaker.id,
        all,
        eventId,
        after,
        limit: limit + 1,
      });
      return ok(
        toPage(
          found,
          limit,
          ({ id }) => [id],
          session => session,
        ),
      );
    },
  });
