import { created, idParams, keyset, noContent, ok, pageOf, totalOf } from '@ems/chassis/http';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { requireVisibleEvent, resolveEvent, sharedOf } from '../events';
import { movedPlacement, moveSlot } from './move-slot';
import { findSlot, findSlotFor, slotsShown } from './repository';
import { scheduleSession } from './schedule-session';
import {
  newSlotBody,
  type ShownSlot,
  slotPatch,
  slotsQuery,
  slotView,
  swapBody,
  swapView,
  toSlotView,
} from './schemas';
import { deleteSlot } from './slot';
import { findOverlaps, findOverlapsOfBooking, overlapErrors } from './slot-overlaps';
import { swapSlots } from './swap-slots';

const slotPages = keyset(['timestamptz', 'int4'], ({ startsAt, number }: ShownSlot) => [
  startsAt.toISOString(),
  number,
]);

export const slotRoutes = ({ database: { client } }: { database: SessionDatabase }) => [
  route({
    method: 'get',
    path: '/slots',
    operationId: 'listSlots',
    tag: 'Schedule',
    summary: 'List the slots of an event',
    description:
      'Reviewers and the team see all; everyone else the released ones, without a release those of confirmed sessions, or none where the event waits for one (`scheduleVisible`).',
    access: 'public',
    query: slotsQuery,
    replies: { 200: pageOf(slotView) },
    shared: { query: ['eventId', 'count'] },
    problems: ['not-found'],
    handle: async ({ query: { eventId, roomId, from, to, limit, cursor, count }, caller }) => {
      const event = await resolveEvent(client, eventId);
      requireVisibleEvent(event, caller);
      const [startsAt, number = 0] = slotPages.after(cursor) ?? [];
      const where = {
        eventId: event.id,
        ...(roomId && { roomId: { in: roomId } }),
        ...(from && { endsAt: { gt: from } }),
        ...(to && { startsAt: { lt: to } }),
      };
      const rest = startsAt && { OR: [{ startsAt: { gt: startsAt } }, { startsAt, number: { gt: number } }] };
      const page = {
        where: { ...where, ...(rest && { AND: rest }) },
        orderBy: [{ startsAt: 'asc' as const }, { number: 'asc' as const }],
        take: limit + 1,
      };
      const shown = slotsShown(client, event, caller);
      const slots = await shown.find(page);
      const total = await totalOf(count, take => shown.count({ where, take }));
      return {
        ...ok(slotPages.page(slots, limit, slot => toSlotView(slot, event, caller), total)),
        ...sharedOf(event),
      };
    },
  }),
  route({
    method: 'post',
    path: '/sessions/:id/slots',
    operationId: 'scheduleSession',
    tag: 'Schedule',
    summary: 'Schedule a session',
    description:
      'For the team. The room and all speakers must be free: of two who book the same time at once, one is refused.',
    access: 'user',
    params: idParams,
    body: newSlotBody,
    replies: { 201: slotView },
    problems: [
      'forbidden',
      'session.not-accepted',
      'event.cancelled',
      'slot.outside-event',
      'slot.taken',
      'slot.blocked',
    ],
    handle: ({ params, body, transactSql, ...change }) =>
      transactSql(
        async sql => {
          const slot = await scheduleSession(sql, params.id, change, body);
          return created(`/api/v1/slots/${slot.id}`, slot);
        },
        overlapErrors(() => findOverlapsOfBooking(client, params.id, body)),
      ),
  }),
  route({
    method: 'post',
    path: '/slots/swap',
    operationId: 'swapSlots',
    tag: 'Schedule',
    summary: 'Swap two slots',
    description: 'Each takes room, start and end of the other; ids and numbers stay. Both move, or neither.',
    access: 'user',
    body: swapBody,
    replies: { 200: swapView },
    problems: [
      'forbidden',
      'not-found',
      'session.not-accepted',
      'event.cancelled',
      'slot.outside-event',
      'slot.taken',
      'slot.blocked',
    ],
    handle: ({ body, transact, ...change }) =>
      transact(
        async tx => ok(await swapSlots(tx, change, body)),
        overlapErrors(async () => {
          const { slot: a } = await findSlot(client, body.a, change.caller);
          const { slot: b } = await findSlot(client, body.b, change.caller);
          return [
            ...(await findOverlaps(client, a.sessionId, b, a.id, b.id)),
            ...(await findOverlaps(client, b.sessionId, a, a.id, b.id)),
          ];
        }),
      ),
  }),
  route({
    method: 'get',
    path: '/slots/:id',
    operationId: 'getSlot',
    tag: 'Schedule',
    summary: 'Get a slot',
    description: 'As it is released; to reviewers and the team, and without a release, as it is.',
    access: 'public',
    params: idParams,
    replies: { 200: slotView },
    shared: { query: [] },
    handle: async ({ params, caller }) => {
      const { slot, event } = await findSlotFor(client, params.id, caller);
      return { ...ok(toSlotView(slot, event, caller)), ...sharedOf(event) };
    },
  }),
  route({
    method: 'patch',
    path: '/slots/:id',
    operationId: 'moveSlot',
    tag: 'Schedule',
    summary: 'Move a slot',
    description: 'For the team. JSON Merge Patch: to another room, another time or both.',
    access: 'user',
    params: idParams,
    body: slotPatch,
    replies: { 200: slotView },
    problems: [
      'forbidden',
      'precondition-failed',
      'session.not-accepted',
      'event.cancelled',
      'slot.outside-event',
      'slot.taken',
      'slot.blocked',
    ],
    handle: ({ params, body, transactSql, ...change }) =>
      transactSql(
        async sql => ok(await moveSlot(sql, params.id, change, body)),
        overlapErrors(async () => {
          const { slot } = await findSlot(client, params.id, change.caller);
          return findOverlaps(client, slot.sessionId, movedPlacement(slot, body), slot.id);
        }),
      ),
  }),
  route({
    method: 'delete',
    path: '/slots/:id',
    operationId: 'deleteSlot',
    tag: 'Schedule',
    summary: 'Delete a slot',
    description: 'For the team. The session stays as it is.',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    problems: ['forbidden', 'precondition-failed'],
    handle: ({ params, transactSql, ...change }) =>
      transactSql(async sql => {
        await deleteSlot(sql, params.id, change);
        return noContent();
      }),
  }),
];
