import { ok } from '@ems/chassis/http';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { findSlot } from './find-slot';
import { slotsInTheWayOf, slotTaken, whenTaken } from './in-the-way';
import { swapBody, swapView } from './schemas';
import { swapSlots } from './swap-slots';

export const swapRoute = ({ database: { read } }: { database: SessionDatabase }) =>
  route({
    method: 'post',
    path: '/slots/swap',
    summary: 'Let two slots change places',
    description: 'Each takes room, start and end of the other; ids and numbers stay. Both move, or neither.',
    access: 'user',
    body: swapBody,
    replies: { 200: swapView },
    handle: ({ body, caller, transact }) =>
      transact(
        async tx => ok(await swapSlots(tx, body, caller)),
        whenTaken(async () => {
          const [{ slot: a }, { slot: b }] = [
            await findSlot(read, body.a, caller),
            await findSlot(read, body.b, caller),
          ];
          const inTheWay = [
            ...(await slotsInTheWayOf(read, a.sessionId, b, a.id, b.id)),
            ...(await slotsInTheWayOf(read, b.sessionId, a, a.id, b.id)),
          ];
          return slotTaken(inTheWay);
        }),
      ),
  });
