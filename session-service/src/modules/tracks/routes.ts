import { conflict } from '@ems/chassis/errors';
import { created, decodeCursor, idParams, noContent, ok, pageOf, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { awaitEvent, requireVisible } from '../events';
import { changeTrack, deleteTrack } from './change-track';
import { createTrack } from './create-track';
import { findTrack } from './find-track';
import { newTrackBody, toTrackView, trackPatch, tracksQuery, trackView } from './schemas';

const nameTaken = () => conflict('track.name-taken', 'The event has a track of this name.');
const inUse = () => conflict('track.in-use', 'There are sessions in this track; move them first.');
const cursorKey = z.tuple([z.int(), z.uuid()]);

export const trackRoutes = ({ database }: { database: SessionDatabase }) => [
  route({
    method: 'post',
    path: '/tracks',
    summary: 'Add a track to an event',
    access: 'user',
    body: newTrackBody,
    replies: { 201: trackView },
    handle: async ({ body, caller, transact }) => {
      await awaitEvent(database.read, body.eventId);
      return transact(
        async tx => {
          const track = await createTrack(tx, body, caller);
          return created(`/api/v1/tracks/${track.id}`, track);
        },
        { tracks_event_id_name_key: nameTaken },
      );
    },
  }),
  route({
    method: 'get',
    path: '/tracks',
    summary: "An event's tracks, by position",
    access: 'public',
    query: tracksQuery,
    replies: { 200: pageOf(trackView) },
    handle: async ({ query: { eventId, limit, cursor }, caller }) => {
      const event = await awaitEvent(database.read, eventId);
      requireVisible(event, caller);
      const [position, id] = decodeCursor(cursorKey, cursor) ?? [-1, eventId];
      const tracks = await database.read.track.findMany({
        where: { eventId, OR: [{ position: { gt: position } }, { position, id: { gt: id } }] },
        orderBy: [{ position: 'asc' }, { id: 'asc' }],
        take: limit + 1,
      });
      return ok(
        toPage(
          tracks,
          limit,
          track => [track.position, track.id],
          track => toTrackView(track, event, caller),
        ),
      );
    },
  }),
  route({
    method: 'get',
    path: '/tracks/:id',
    summary: 'One track',
    access: 'public',
    params: idParams,
    replies: { 200: trackView },
    handle: async ({ params, caller }) => {
      const { track, event } = await findTrack(database.read, params.id, caller);
      return ok(toTrackView(track, event, caller));
    },
  }),
  route({
    method: 'patch',
    path: '/tracks/:id',
    summary: 'Change a track',
    access: 'user',
    params: idParams,
    body: trackPatch,
    replies: { 200: trackView },
    handle: ({ params, body, caller, requireFresh, transact }) =>
      transact(async tx => ok(await changeTrack(tx, { id: params.id, caller, requireFresh }, body)), {
        tracks_event_id_name_key: nameTaken,
      }),
  }),
  route({
    method: 'delete',
    path: '/tracks/:id',
    summary: 'Remove a track that no session uses',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    handle: ({ params, caller, requireFresh, transact }) =>
      transact(
        async tx => {
          await deleteTrack(tx, { id: params.id, caller, requireFresh });
          return noContent();
        },
        { sessions_track_fkey: inUse },
      ),
  }),
];
