import { created, idParams, noContent, ok } from '@ems/chassis/http';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { bookSlot } from './book-slot';
import { findSlot } from './find-slot';
import { freeSlot } from './free-slot';
import { slotsInTheWayOf, slotTaken, whenTaken } from './in-the-way';
import { listRoutes } from './list-routes';
import { moveSlot } from './move-slot';
import type { Place } from './place';
import { newSlotBody, slotPatch, slotView, toSlotView } from './schemas';
import { swapRoute } from './swap-route';

export const slotRoutes = ({ database }: { database: SessionDatabase }) => [
  ...listRoutes({ database }),
  swapRoute({ database }),
  route({
    method: 'post',
    path: '/sessions/:id/slots',
    summary: 'Give a session a place and time',
    access: 'user',
    params: idParams,
    body: newSlotBody,
    replies: { 201: slotView },
    handle: ({ params: { id: sessionId }, body, caller, transact }) => {
      let tried: Place | undefined;
      const onTry = (place: Place) => {
        tried = place;
      };
      return transact(
        async tx => {
          const slot = await bookSlot(tx, { sessionId, body, caller, onTry });
          return created(`/api/v1/slots/${slot.id}`, slot);
        },
        whenTaken(async () => slotTaken(tried ? await slotsInTheWayOf(database.read, sessionId, tried) : [])),
      );
    },
  }),
  route({
    method: 'get',
    path: '/slots/:id',
    summary: 'One slot',
    access: 'public',
    params: idParams,
    replies: { 200: slotView },
    handle: async ({ params, caller }) => {
      const { slot, event } = await findSlot(database.read, params.id, caller);
      return ok(toSlotView(slot, event, caller));
    },
  }),
  route({
    method: 'patch',
    path: '/slots/:id',
    summary: 'Move a slot to another room or time',
    access: 'user',
    params: idParams,
    body: slotPatch,
    replies: { 200: slotView },
    handle: ({ params, body, caller, requireFresh, transact }) =>
      transact(
        async tx => ok(await moveSlot(tx, { id: params.id, caller, requireFresh }, body)),
        whenTaken(async () => {
          const { slot } = await findSlot(database.read, params.id, caller);
          const { roomId = slot.roomId, startsAt = slot.startsAt, endsAt = slot.endsAt } = body;
          return slotTaken(await slotsInTheWayOf(database.read, slot.sessionId, { roomId, startsAt, endsAt }, slot.id));
        }),
      ),
  }),
  route({
    method: 'delete',
    path: '/slots/:id',
    summary: 'Free a slot',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    handle: ({ params, caller, requireFresh, transact }) =>
      transact(async tx => {
        await freeSlot(tx, { id: params.id, caller, requireFresh });
        return noContent();
      }),
  }),
];
