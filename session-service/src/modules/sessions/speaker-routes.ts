import { notFound } from '@ems/chassis/errors';
import { noContent, ok } from '@ems/chassis/http';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { slotsInTheWayOfSpeaker, slotTaken } from '../slots';
import { awaitSpeakers } from '../speakers';
import { sessionView, speakerBody, speakerParams } from './schemas';
import { putSpeaker, removeSpeaker } from './set-speaker';
import { toSessionView } from './view';

export const speakerRoutes = ({ database }: { database: SessionDatabase }) => [
  route({
    method: 'put',
    path: '/sessions/:id/speakers/:speakerId',
    summary: 'Put a speaker on a session, or change the role',
    access: 'user',
    params: speakerParams,
    body: speakerBody,
    replies: { 200: sessionView },
    handle: async ({ params: { id, speakerId }, body, caller, requireFresh, transact }) => {
      await awaitSpeakers(database.read, [speakerId], () => notFound('speaker'));
      return transact(
        async tx => ok(toSessionView(await putSpeaker(tx, { id, caller, requireFresh }, speakerId, body), caller)),
        {
          slot_speakers_speaker_once: async () => slotTaken(await slotsInTheWayOfSpeaker(database.read, id, speakerId)),
        },
      );
    },
  }),
  route({
    method: 'delete',
    path: '/sessions/:id/speakers/:speakerId',
    summary: 'Take a speaker off a session',
    access: 'user',
    params: speakerParams,
    replies: { 204: null },
    handle: ({ params: { id, speakerId }, caller, requireFresh, transact }) =>
      transact(async tx => {
        await removeSpeaker(tx, { id, caller, requireFresh }, speakerId);
        return noContent();
      }),
  }),
];
