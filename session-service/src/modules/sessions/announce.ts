import { invalidField } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import { publishDecisions, publishSessions, sessionStatusChanged } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { announcedState, isHeld } from './announced';
import { heldOf } from './decisions';
import { findSessions, type SessionRow } from './repository';

/** So many are announced in one transaction; who announces more asks again. */
export const mostAnnounced = 500;

/** Locks the decisions of an event that are held, at most {@link mostAnnounced}; the rest is for another time. */
async function lockHeldForUpdate(tx: Tx, eventId: string, ids: readonly string[] | undefined): Promise<SessionRow[]> {
  const named = ids ? Prisma.sql`AND s.id = ANY (${ids}::uuid[])` : Prisma.empty;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT s.id::text FROM sessions s WHERE ${heldOf(eventId)} ${named} ORDER BY s.id LIMIT ${mostAnnounced}
    FOR NO KEY UPDATE`;
  const locked = await findSessions(
    tx,
    rows.map(({ id }) => id),
  );
  // Who has locked one before has announced or ended it.
  return locked.filter(isHeld);
}

/** Announces what is held of an event: each decision once, whoever announces at the same time. */
export async function announceHeld(
  tx: Tx,
  eventId: string,
  change: Pick<Change, 'caller' | 'now'>,
  ids: readonly string[] | undefined,
): Promise<{ announced: number; notHeld: string[] }> {
  if (ids) await requireSessionsOf(tx, eventId, ids);
  const held = await lockHeldForUpdate(tx, eventId, ids);
  await announceSessions(tx, held, change);
  const announced = new Set(held.map(({ id }) => id));
  return { announced: held.length, notHeld: (ids ?? []).filter(id => !announced.has(id)) };
}

/** @throws DomainError 400 that points at what is no session of the event */
async function requireSessionsOf(tx: Tx, eventId: string, ids: readonly string[]): Promise<void> {
  const found = await tx.session.findMany({ where: { eventId, id: { in: [...ids] } }, select: { id: true } });
  const known = new Set(found.map(({ id }) => id));
  const index = ids.findIndex(id => !known.has(id));
  if (index >= 0) throw invalidField(`#/sessionIds/${index}`, 'unknown', 'The event has no such session.');
}

/** What is held of these sessions, which are locked, becomes true for everybody and is told. @returns them as they are then */
export async function announceSessions(
  tx: Tx,
  held: readonly SessionRow[],
  { caller, now }: Pick<Change, 'caller' | 'now'>,
): Promise<SessionRow[]> {
  if (held.length === 0) return [];
  const ids = held.map(({ id }) => id);
  await tx.$executeRaw`
    INSERT INTO session_history (session_id, actor_id, action, from_status, to_status, announced_from, message)
    SELECT id, ${caller.userId}::uuid, 'announce', status, status, announced_status, decision_message
    FROM sessions WHERE id = ANY (${ids}::uuid[]) ORDER BY id`;
  await tx.$executeRaw`
    UPDATE sessions SET announced_status = NULL, announced_version = NULL, announced_updated_at = NULL, decision_message = NULL,
      version = version + 1, updated_at = ${now}
    WHERE id = ANY (${ids}::uuid[])`;
  const announced = held.map(session => ({
    ...session,
    ...announcedState(session, session.status, now),
    decisionMessage: null,
  }));
  await publishSessions(tx, sessionStatusChanged, announced);
  await publishDecisions(
    tx,
    held.map(({ decisionMessage, ...session }) => ({ ...session, message: decisionMessage })),
  );
  return announced;
}
