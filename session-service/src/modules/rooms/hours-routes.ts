import { idParams, ok } from '@ems/chassis/http';
import type { SessionDatabase } from '../../shared/database';
import { intervalsIn, intervalsOut } from '../../shared/intervals';
import { route } from '../../shared/route';
import { findRoom } from './find-room';
import { hoursOf, setHours } from './hours';

/** The list itself has no member for the room's version, so the tag alone carries it. */
const reply = (hours: unknown, version: number) => ok(hours, { ETag: `"${version}"` });

export const hoursRoutes = ({ database: { read } }: { database: SessionDatabase }) => [
  route({
    method: 'get',
    path: '/rooms/:id/availability',
    summary: 'When a room can be used',
    description: 'An empty list says that nothing was told: then it always can.',
    access: 'public',
    params: idParams,
    replies: { 200: intervalsOut },
    handle: async ({ params, caller }) => {
      const { room } = await findRoom(read, params.id, caller);
      return reply(await hoursOf(read, room.id), room.version);
    },
  }),
  route({
    method: 'put',
    path: '/rooms/:id/availability',
    summary: 'Say when a room can be used',
    description: 'Replaces all. Times that overlap or touch become one. What is booked outside them is a conflict.',
    access: 'user',
    params: idParams,
    body: intervalsIn,
    replies: { 200: intervalsOut },
    handle: ({ params, body, caller, requireFresh, transact }) =>
      transact(async tx => {
        const { hours, version } = await setHours(tx, { id: params.id, caller, requireFresh }, body);
        return reply(hours, version);
      }),
  }),
];
