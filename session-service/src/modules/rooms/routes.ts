import { conflict } from '@ems/chassis/errors';
import { created, decodeCursor, idParams, noContent, ok, pageOf, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { awaitEvent, requireVisible } from '../events';
import { slotsAtOnceIn } from '../slots';
import { changeRoom, deleteRoom } from './change-room';
import { createRoom } from './create-room';
import { findRoom } from './find-room';
import { hoursRoutes } from './hours-routes';
import { newRoomBody, roomPatch, roomsQuery, roomView, toRoomView } from './schemas';

const nameTaken = () => conflict('room.name-taken', 'The event has a room of this name.');
const inUse = () => conflict('room.in-use', 'There are slots in this room; free or move them first.');
const cursorKey = z.tuple([z.int(), z.uuid()]);

export const roomRoutes = ({ database }: { database: SessionDatabase }) => [
  ...hoursRoutes({ database }),
  route({
    method: 'post',
    path: '/rooms',
    summary: 'Add a room to an event',
    access: 'user',
    body: newRoomBody,
    replies: { 201: roomView },
    handle: async ({ body, caller, transact }) => {
      await awaitEvent(database.read, body.eventId);
      return transact(
        async tx => {
          const room = await createRoom(tx, body, caller);
          return created(`/api/v1/rooms/${room.id}`, room);
        },
        { rooms_event_id_name_key: nameTaken },
      );
    },
  }),
  route({
    method: 'get',
    path: '/rooms',
    summary: "An event's rooms, by position",
    access: 'public',
    query: roomsQuery,
    replies: { 200: pageOf(roomView) },
    handle: async ({ query: { eventId, limit, cursor }, caller }) => {
      const event = await awaitEvent(database.read, eventId);
      requireVisible(event, caller);
      const [position, id] = decodeCursor(cursorKey, cursor) ?? [-1, eventId];
      const rooms = await database.read.room.findMany({
        where: { eventId, OR: [{ position: { gt: position } }, { position, id: { gt: id } }] },
        orderBy: [{ position: 'asc' }, { id: 'asc' }],
        take: limit + 1,
      });
      return ok(
        toPage(
          rooms,
          limit,
          room => [room.position, room.id],
          room => toRoomView(room, event, caller),
        ),
      );
    },
  }),
  route({
    method: 'get',
    path: '/rooms/:id',
    summary: 'One room',
    access: 'public',
    params: idParams,
    replies: { 200: roomView },
    handle: async ({ params, caller }) => {
      const { room, event } = await findRoom(database.read, params.id, caller);
      return ok(toRoomView(room, event, caller));
    },
  }),
  route({
    method: 'patch',
    path: '/rooms/:id',
    summary: 'Change a room',
    access: 'user',
    params: idParams,
    body: roomPatch,
    replies: { 200: roomView },
    handle: ({ params, body, caller, requireFresh, transact }) =>
      transact(async tx => ok(await changeRoom(tx, { id: params.id, caller, requireFresh }, body)), {
        rooms_event_id_name_key: nameTaken,
        slots_room_once: async () =>
          conflict('room.slots-overlap', 'There are slots at the same time in this room, so it must stay parallel.', {
            conflicts: await slotsAtOnceIn(database.read, params.id),
          }),
      }),
  }),
  route({
    method: 'delete',
    path: '/rooms/:id',
    summary: 'Remove a room that no slot uses',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    handle: ({ params, caller, requireFresh, transact }) =>
      transact(
        async tx => {
          await deleteRoom(tx, { id: params.id, caller, requireFresh });
          return noContent();
        },
        { slots_room_fkey: inUse },
      ),
  }),
];
