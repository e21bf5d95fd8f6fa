import type { Caller } from '@ems/chassis/auth';
import { forbidden } from '@ems/chassis/errors';
import { keyset, ok, pageOf, totalOf } from '@ems/chassis/http';
import { conflict } from '@ems/contracts';
import type { Db, SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { canSeeWork, type EventReplica, heldFrom, requireVisibleEvent, resolveEvent, teamRole } from '../events';
import { findConflicts } from './conflicts';
import { type Conflict, toConflictViews } from './parties';
import { conflictsQuery, settingsBody, settingsQuery, settingsView } from './schemas';
import { findSettings, replaceSettings } from './settings';

const conflictPages = keyset(['ascii'], ({ id }: Conflict) => [id]);

/** @throws DomainError 404, or 403 for who sees what the public sees */
async function resolveOwnEvent(db: Db, reference: string, caller: Caller): Promise<EventReplica> {
  const event = await resolveEvent(db, reference);
  requireVisibleEvent(event, caller);
  if (!canSeeWork(teamRole(event, caller)))
    throw forbidden('Only reviewers and the team see what is wrong with a schedule.');
  return event;
}

/** Those that do not tell the caller what is held from them. */
async function withoutHeld(db: Db, conflicts: Conflict[], event: EventReplica, caller: Caller): Promise<Conflict[]> {
  const where = heldFrom(event, caller);
  if (!where) return conflicts;
  const held = await db.session.findMany({ where, select: { id: true, slots: { select: { id: true } } } });
  const ids = new Set(held.flatMap(({ id, slots }) => [id, ...slots.map(slot => slot.id)]));
  return conflicts.filter(
    ({ slotId, otherSlotId, sessionId }) => ![slotId, otherSlotId, sessionId].some(id => id !== null && ids.has(id)),
  );
}

export const conflictRoutes = ({ database: { client } }: { database: SessionDatabase }) => [
  route({
    method: 'get',
    path: '/conflicts',
    operationId: 'listConflicts',
    tag: 'Schedule',
    summary: 'List scheduling conflicts',
    description:
      'For reviewers and the team. What the database refuses, double booking, never occurs and is not listed.',
    access: 'user',
    query: conflictsQuery,
    replies: { 200: pageOf(conflict) },
    problems: ['forbidden', 'not-found'],
    handle: async ({ query: { eventId, limit, cursor, count, rule, severity }, caller }) => {
      const event = await resolveOwnEvent(client, eventId, caller);
      const [after = ''] = conflictPages.after(cursor) ?? [];
      const all = await findConflicts(client, await findSettings(client, { id: event.id }), { rule, severity });
      const found = await withoutHeld(client, all, event, caller);
      const rows = found.filter(conflict => conflict.id > after).slice(0, limit + 1);
      const { data, page } = conflictPages.page(
        rows,
        limit,
        conflict => conflict,
        await totalOf(count, async () => found.length),
      );
      return ok({ data: await toConflictViews(client, event.id, data), page });
    },
  }),
  route({
    method: 'get',
    path: '/conflicts/rules',
    operationId: 'getConflictRules',
    tag: 'Schedule',
    summary: 'Get the conflict rules of an event',
    description: 'For reviewers and the team. An event without rules of its own has the defaults.',
    access: 'user',
    query: settingsQuery,
    replies: { 200: settingsView },
    problems: ['forbidden', 'not-found'],
    handle: async ({ query: { eventId }, caller }) => {
      const event = await resolveOwnEvent(client, eventId, caller);
      return ok(await findSettings(client, { id: event.id }));
    },
  }),
  route({
    method: 'put',
    path: '/conflicts/rules',
    operationId: 'replaceConflictRules',
    tag: 'Schedule',
    summary: 'Replace the conflict rules of an event',
    description:
      'Replaces all; what is not named goes back to its default. `block` refuses a booking that would make the ' +
      'conflict, `block-release` a release while there is one; `warn` lists it, `ignore` does not.',
    access: 'user',
    query: settingsQuery,
    body: settingsBody,
    replies: { 200: settingsView },
    problems: ['forbidden', 'not-found', 'precondition-failed'],
    handle: async ({ query: { eventId }, body, transact, ...change }) => {
      const event = await resolveEvent(client, eventId);
      return transact(async tx => ok(await replaceSettings(tx, event.id, change, body)));
    },
  }),
];
