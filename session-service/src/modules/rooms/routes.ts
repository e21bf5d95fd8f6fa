import { created, idParams, noContent, ok, pageOf, totalOf } from '@ems/chassis/http';
import type { ReleasedRoom } from '../../generated/prisma/client';
import type { SessionDatabase } from '../../shared/database';
import { intervalsIn, intervalsOut } from '../../shared/intervals';
import { pagesByPosition } from '../../shared/positions';
import { problem } from '../../shared/problem';
import { route } from '../../shared/route';
import { requireVisibleEvent, resolveEvent, seesRelease, sharedOf } from '../events';
import { findOverlapsInRoom } from '../slots';
import { findRoomHours, replaceRoomHours } from './hours';
import { changeRoom, createRoom, deleteRoom, findRoom, findRoomFor } from './room';
import { newRoomBody, roomPatch, roomsQuery, roomView, toRoomView } from './schemas';

const nameTaken = () => problem('room.name-taken', 'The event has a room of this name.');
const inUse = () => problem('room.in-use', 'There are slots in this room; move or delete them first.');
const roomPages = pagesByPosition<ReleasedRoom>();

/** The list itself has no member for the room's version, so the tag alone carries it. */
const hoursReply = (hours: unknown, version: number) => ok(hours, { ETag: `"${version}"` });

export const roomRoutes = ({ database: { client } }: { database: SessionDatabase }) => [
  route({
    method: 'post',
    path: '/rooms',
    operationId: 'createRoom',
    tag: 'Rooms',
    summary: 'Create a room',
    description: 'For the team.',
    access: 'user',
    body: newRoomBody,
    replies: { 201: roomView },
    problems: ['forbidden', 'not-found', 'room.name-taken'],
    handle: async ({ body, transact, ...change }) => {
      const event = await resolveEvent(client, body.eventId);
      return transact(
        async tx => {
          const room = await createRoom(tx, event.id, change, body);
          return created(`/api/v1/rooms/${room.id}`, room);
        },
        { rooms_event_id_name_key: nameTaken },
      );
    },
  }),
  route({
    method: 'get',
    path: '/rooms',
    operationId: 'listRooms',
    tag: 'Rooms',
    summary: 'List the rooms of an event',
    description: 'As they are released; to reviewers and the team, and without a release, as they are.',
    access: 'public',
    query: roomsQuery,
    replies: { 200: pageOf(roomView) },
    shared: { query: ['eventId', 'count'] },
    problems: ['not-found'],
    handle: async ({ query: { eventId, limit, cursor, count }, caller }) => {
      const event = await resolveEvent(client, eventId);
      requireVisibleEvent(event, caller);
      const page = roomPages.query(event.id, limit, cursor);
      const isReleased = seesRelease(event, caller);
      const rooms = isReleased ? await client.releasedRoom.findMany(page) : await client.room.findMany(page);
      const all = { where: { eventId: event.id } };
      const total = await totalOf(count, take =>
        isReleased ? client.releasedRoom.count({ ...all, take }) : client.room.count({ ...all, take }),
      );
      return {
        ...ok(roomPages.page(rooms, limit, room => toRoomView(room, event, caller), total)),
        ...sharedOf(event),
      };
    },
  }),
  route({
    method: 'get',
    path: '/rooms/:id',
    operationId: 'getRoom',
    tag: 'Rooms',
    summary: 'Get a room',
    description: 'As it is released; to reviewers and the team, and without a release, as it is.',
    access: 'public',
    params: idParams,
    replies: { 200: roomView },
    shared: { query: [] },
    handle: async ({ params, caller }) => {
      const { room, event } = await findRoomFor(client, params.id, caller);
      return { ...ok(toRoomView(room, event, caller)), ...sharedOf(event) };
    },
  }),
  route({
    method: 'patch',
    path: '/rooms/:id',
    operationId: 'updateRoom',
    tag: 'Rooms',
    summary: 'Update a room',
    description: 'For the team. JSON Merge Patch.',
    access: 'user',
    params: idParams,
    body: roomPatch,
    replies: { 200: roomView },
    problems: ['forbidden', 'precondition-failed', 'room.name-taken', 'room.slots-overlap'],
    handle: ({ params, body, transact, ...change }) =>
      transact(async tx => ok(await changeRoom(tx, params.id, change, body)), {
        rooms_event_id_name_key: nameTaken,
        slots_room_no_overlap: async () =>
          problem('room.slots-overlap', 'There are slots at the same time in this room, so it must stay parallel.', {
            conflicts: await findOverlapsInRoom(client, params.id),
          }),
      }),
  }),
  route({
    method: 'delete',
    path: '/rooms/:id',
    operationId: 'deleteRoom',
    tag: 'Rooms',
    summary: 'Delete an unused room',
    description: 'For the team; only a room without slots.',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    problems: ['forbidden', 'precondition-failed', 'room.in-use'],
    handle: ({ params, transact, ...change }) =>
      transact(
        async tx => {
          await deleteRoom(tx, params.id, change);
          return noContent();
        },
        { slots_room_fkey: inUse },
      ),
  }),
  route({
    method: 'get',
    path: '/rooms/:id/availability',
    operationId: 'getRoomAvailability',
    tag: 'Rooms',
    summary: 'Get the availability of a room',
    description: 'An empty list means that the room is always available.',
    access: 'public',
    params: idParams,
    replies: { 200: intervalsOut },
    handle: async ({ params, caller }) => {
      await findRoomFor(client, params.id, caller);
      const { room } = await findRoom(client, params.id, caller);
      return hoursReply(await findRoomHours(client, room.id), room.version);
    },
  }),
  route({
    method: 'put',
    path: '/rooms/:id/availability',
    operationId: 'replaceRoomAvailability',
    tag: 'Rooms',
    summary: 'Replace the availability of a room',
    description: 'Replaces all. Times that overlap or touch become one. What is booked outside them is a conflict.',
    access: 'user',
    params: idParams,
    body: intervalsIn,
    replies: { 200: intervalsOut },
    problems: ['forbidden', 'precondition-failed'],
    handle: ({ params, body, transact, ...change }) =>
      transact(async tx => {
        const { hours, version } = await replaceRoomHours(tx, params.id, change, body);
        return hoursReply(hours, version);
      }),
  }),
];
