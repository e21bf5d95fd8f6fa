import { created, idParams, noContent, ok, pageOf, totalOf } from '@ems/chassis/http';
import type { ReleasedTrack } from '../../generated/prisma/client';
import type { SessionDatabase } from '../../shared/database';
import { pagesByPosition } from '../../shared/positions';
import { problem } from '../../shared/problem';
import { route } from '../../shared/route';
import { requireVisibleEvent, resolveEvent, seesRelease, sharedOf } from '../events';
import { newTrackBody, toTrackView, trackPatch, tracksQuery, trackView } from './schemas';
import { changeTrack, createTrack, deleteTrack, findTrackFor } from './track';

const nameTaken = () => problem('track.name-taken', 'The event has a track of this name.');
const inUse = () => problem('track.in-use', 'There are sessions in this track; move them first.');
const trackPages = pagesByPosition<ReleasedTrack>();

export const trackRoutes = ({ database: { client } }: { database: SessionDatabase }) => [
  route({
    method: 'post',
    path: '/tracks',
    operationId: 'createTrack',
    tag: 'Tracks',
    summary: 'Create a track',
    description: 'For the team.',
    access: 'user',
    body: newTrackBody,
    replies: { 201: trackView },
    problems: ['forbidden', 'not-found', 'track.name-taken'],
    handle: async ({ body, transact, ...change }) => {
      const event = await resolveEvent(client, body.eventId);
      return transact(
        async tx => {
          const track = await createTrack(tx, event.id, change, body);
          return created(`/api/v1/tracks/${track.id}`, track);
        },
        { tracks_event_id_name_key: nameTaken },
      );
    },
  }),
  route({
    method: 'get',
    path: '/tracks',
    operationId: 'listTracks',
    tag: 'Tracks',
    summary: 'List the tracks of an event',
    description: 'As they are released; to reviewers and the team, and without a release, as they are.',
    access: 'public',
    query: tracksQuery,
    replies: { 200: pageOf(trackView) },
    shared: { query: ['eventId', 'count'] },
    problems: ['not-found'],
    handle: async ({ query: { eventId, limit, cursor, count }, caller }) => {
      const event = await resolveEvent(client, eventId);
      requireVisibleEvent(event, caller);
      const page = trackPages.query(event.id, limit, cursor);
      const isReleased = seesRelease(event, caller);
      const tracks = isReleased ? await client.releasedTrack.findMany(page) : await client.track.findMany(page);
      const all = { where: { eventId: event.id } };
      const total = await totalOf(count, take =>
        isReleased ? client.releasedTrack.count({ ...all, take }) : client.track.count({ ...all, take }),
      );
      return {
        ...ok(trackPages.page(tracks, limit, track => toTrackView(track, event, caller), total)),
        ...sharedOf(event),
      };
    },
  }),
  route({
    method: 'get',
    path: '/tracks/:id',
    operationId: 'getTrack',
    tag: 'Tracks',
    summary: 'Get a track',
    description: 'As it is released; to reviewers and the team, and without a release, as it is.',
    access: 'public',
    params: idParams,
    replies: { 200: trackView },
    shared: { query: [] },
    handle: async ({ params, caller }) => {
      const { track, event } = await findTrackFor(client, params.id, caller);
      return { ...ok(toTrackView(track, event, caller)), ...sharedOf(event) };
    },
  }),
  route({
    method: 'patch',
    path: '/tracks/:id',
    operationId: 'updateTrack',
    tag: 'Tracks',
    summary: 'Update a track',
    description: 'For the team. JSON Merge Patch.',
    access: 'user',
    params: idParams,
    body: trackPatch,
    replies: { 200: trackView },
    problems: ['forbidden', 'precondition-failed', 'track.name-taken'],
    handle: ({ params, body, transact, ...change }) =>
      transact(async tx => ok(await changeTrack(tx, params.id, change, body)), { tracks_event_id_name_key: nameTaken }),
  }),
  route({
    method: 'delete',
    path: '/tracks/:id',
    operationId: 'deleteTrack',
    tag: 'Tracks',
    summary: 'Delete an unused track',
    description: 'For the team; only a track without sessions.',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    problems: ['forbidden', 'precondition-failed', 'track.in-use'],
    handle: ({ params, transact, ...change }) =>
      transact(
        async tx => {
          await deleteTrack(tx, params.id, change);
          return noContent();
        },
        { sessions_track_fkey: inUse },
      ),
  }),
];
