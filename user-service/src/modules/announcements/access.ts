import { type Caller, isAdmin } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { forbidden, notFound } from '@ems/chassis/errors';

/** What is known here of an event, as far as it matters to who writes to whom. */
export interface KnownEvent {
  id: string;
  status: string | null;
  ownerId: string;
  members: readonly { userId: string; role: string }[];
}

/**
 * The event of an id or slug, for its owner, its organizers and admins.
 * @throws DomainError 404 where there is none that the caller may know of, 403 for others
 */
export async function requireOrganizer(db: Sql, reference: string, caller: Caller): Promise<KnownEvent> {
  const [event] = await db.$queryRaw<KnownEvent[]>`
    SELECT id::text, status, owner_id::text AS "ownerId", members FROM event_replicas
    WHERE (id::text = ${reference} OR slug = ${reference}) AND owner_id IS NOT NULL`;
  if (!event) throw notFound('event');
  const role =
    event.ownerId === caller.userId ? 'owner' : event.members.find(({ userId }) => userId === caller.userId)?.role;
  if (role === 'owner' || role === 'organizer' || isAdmin(caller)) return event;
  throw role === undefined && event.status === 'draft' ? notFound('event') : forbidden();
}
