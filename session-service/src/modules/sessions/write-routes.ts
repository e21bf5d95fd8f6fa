import { conflict, invalidField } from '@ems/chassis/errors';
import { created, idParams, noContent, ok } from '@ems/chassis/http';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { awaitEvent } from '../events';
import { awaitSpeakers } from '../speakers';
import { changeSession, deleteSession } from './change-session';
import { createSession } from './create-session';
import { newSessionBody, sessionPatch, sessionView } from './schemas';
import { toSessionView } from './view';

const noSuchTrack = () => invalidField('#/trackId', 'unknown', 'The event has no such track.');

export const writeRoutes = ({ database }: { database: SessionDatabase }) => [
  route({
    method: 'post',
    path: '/sessions',
    summary: 'Propose a session, or add one to the programme',
    description: 'Anyone may while the call for papers is open, the team at any time; its breaks stand at once.',
    access: 'user',
    body: newSessionBody,
    replies: { 201: sessionView },
    handle: async ({ body, caller, transact }) => {
      await awaitEvent(database.read, body.eventId);
      const speakers = await awaitSpeakers(database.read, body.speakerIds, id =>
        invalidField(`#/speakerIds/${body.speakerIds.indexOf(id)}`, 'unknown', 'There is no such speaker.'),
      );
      return transact(
        async tx => {
          const session = await createSession(tx, body, speakers, caller);
          return created(`/api/v1/sessions/${session.id}`, toSessionView(session, caller));
        },
        { sessions_track_fkey: noSuchTrack },
      );
    },
  }),
  route({
    method: 'patch',
    path: '/sessions/:id',
    summary: 'Change what a session says of itself',
    access: 'user',
    params: idParams,
    body: sessionPatch,
    replies: { 200: sessionView },
    handle: ({ params, body, caller, requireFresh, transact }) =>
      transact(
        async tx => ok(toSessionView(await changeSession(tx, { id: params.id, caller, requireFresh }, body), caller)),
        { sessions_track_fkey: noSuchTrack },
      ),
  }),
  route({
    method: 'delete',
    path: '/sessions/:id',
    summary: 'Delete a session that has no slot',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    handle: ({ params, caller, requireFresh, transact }) =>
      transact(
        async tx => {
          await deleteSession(tx, { id: params.id, caller, requireFresh });
          return noContent();
        },
        { slots_session_fkey: () => conflict('session.scheduled', 'The session has slots; free them or cancel it.') },
      ),
  }),
];
