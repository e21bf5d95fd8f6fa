import { decodeCursor, ok, pageOf, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { Prisma } from '../../generated/prisma/client';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { awaitEvent, requireVisible, teamRole } from '../events';
import { slotsQuery, slotView, toSlotView } from './schemas';

const cursorKey = z.tuple([z.iso.datetime(), z.int()]);

export const listRoutes = ({ database }: { database: SessionDatabase }) => [
  route({
    method: 'get',
    path: '/slots',
    summary: "An event's slots in the order of time",
    description: "The event's own people see all, everyone else those of confirmed sessions.",
    access: 'public',
    query: slotsQuery,
    replies: { 200: pageOf(slotView) },
    handle: async ({ query: { eventId, roomId, from, to, limit, cursor }, caller }) => {
      const event = await awaitEvent(database.read, eventId);
      requireVisible(event, caller);
      const [startsAt, number] = decodeCursor(cursorKey, cursor) ?? [undefined, 0];
      const where: Prisma.SlotWhereInput = {
        eventId,
        ...(roomId && { roomId }),
        ...(from && { endsAt: { gt: from } }),
        ...(teamRole(event, caller) === null && { sessionState: 'confirmed' }),
        AND: [
          ...(to ? [{ startsAt: { lt: to } }] : []),
          ...(startsAt ? [{ OR: [{ startsAt: { gt: startsAt } }, { startsAt, number: { gt: number } }] }] : []),
        ],
      };
      const orderBy = [{ startsAt: 'asc' as const }, { number: 'asc' as const }];
      const slots = await database.read.slot.findMany({ where, orderBy, take: limit + 1 });
      const keyOf = (slot: (typeof slots)[number]) => [slot.startsAt.toISOString(), slot.number] as const;
      return ok(toPage(slots, limit, keyOf, slot => toSlotView(slot, event, caller)));
    },
  }),
];
