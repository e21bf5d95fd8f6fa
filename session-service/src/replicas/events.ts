import type { Message } from '@ems/chassis/messaging';
import type { EventState, MembersState } from '@ems/contracts';
import type { Tx } from '../shared/database';

/**
 * Keeps what a message says of an event, its slug and its members, unless something newer is known. Every message carries
 * the whole state, so none is missed by taking only the newest.
 * @returns false when something newer is known already
 */
export async function upsertEvent(tx: Tx, { data: event, sequence, time }: Message<EventState>): Promise<boolean> {
  const written = await tx.$executeRaw`
    INSERT INTO event_replicas AS current (id, version, slug, status, owner_id, starts_at, ends_at, timezone, cfp_opens_at,
      cfp_closes_at, schedule_visible, changed_at)
    VALUES (${event.id}::uuid, ${sequence}, ${event.slug}, ${event.status}::"EventStatus", ${event.ownerId}::uuid,
            ${event.startsAt}::timestamptz, ${event.endsAt}::timestamptz, ${event.timezone},
            ${event.cfp?.opensAt ?? null}::timestamptz, ${event.cfp?.closesAt ?? null}::timestamptz,
            ${event.scheduleVisible ?? 'always'}::"ScheduleVisible", ${time})
    ON CONFLICT (id) DO UPDATE SET
      version = excluded.version, slug = excluded.slug, status = excluded.status, owner_id = excluded.owner_id,
      starts_at = excluded.starts_at, ends_at = excluded.ends_at, timezone = excluded.timezone,
      cfp_opens_at = excluded.cfp_opens_at, cfp_closes_at = excluded.cfp_closes_at, schedule_visible = excluded.schedule_visible,
      changed_at = excluded.changed_at
    WHERE current.version < excluded.version AND NOT current.deleted`;
  await claimSlug(tx, event, time);
  // Messages of before there were members have none.
  if (event.members) await upsertMembers(tx, event.id, sequence, event.members);
  return written === 1;
}

/**
 * Keeps what a message says of an event that was handled before: what hangs on the event has followed its moves then, and does not
 * follow them again.
 */
export async function replayEvent(tx: Tx, message: Message<EventState>): Promise<void> {
  const isWritten = await upsertEvent(tx, message);
  const movedVersion = Math.max(0, ...(message.data.moves ?? []).map(({ version }) => version));
  const where = { id: message.data.id, movedVersion: { lt: movedVersion } };
  if (isWritten) await tx.eventReplica.updateMany({ where, data: { movedVersion } });
}

/**
 * A late message claims its slug too: the event had it, and the slug still leads there. Of two events that claim one slug,
 * the earlier has been deleted, whether its message has come or not: event-service gives no slug away before.
 */
async function claimSlug(tx: Tx, { id, slug }: EventState, time: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO event_slug_replicas AS current (slug, event_id, claimed_at)
    SELECT ${slug}, id, ${time} FROM event_replicas WHERE id = ${id}::uuid AND NOT deleted
    ON CONFLICT (slug) DO UPDATE SET event_id = excluded.event_id, claimed_at = excluded.claimed_at
    WHERE current.claimed_at < excluded.claimed_at`;
}

/** Leaves a tombstone, of which only id and version mean anything, so that a late message does not revive the event. */
export async function tombstoneEvent(tx: Tx, { data: { id }, sequence }: Message<{ id: string }>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO event_replicas (id, version, deleted, slug, status, owner_id, starts_at, ends_at, timezone)
    VALUES (${id}::uuid, ${sequence}, true, '', 'draft', ${id}::uuid, 'epoch', 'epoch', 'UTC')
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = true`;
  await tx.eventSlugReplica.deleteMany({ where: { eventId: id } });
}

type Member = MembersState['members'][number];

/** @returns false where the event itself is not known yet */
async function upsertMembers(tx: Tx, eventId: string, sequence: number, members: readonly Member[]): Promise<boolean> {
  const idsOf = (wanted: Member['role']) => members.filter(({ role }) => role === wanted).map(({ userId }) => userId);
  const written = await tx.$executeRaw`
    UPDATE event_replicas SET organizer_ids = ${idsOf('organizer')}::uuid[], reviewer_ids = ${idsOf('reviewer')}::uuid[],
      steward_ids = ${idsOf('steward')}::uuid[], members_version = ${sequence}
    WHERE id = ${eventId}::uuid AND members_version < ${sequence}`;
  return written === 1 || (await tx.eventReplica.count({ where: { id: eventId } })) === 1;
}

/**
 * Keeps who the members of an event are, unless something newer is known. Every message of one member carries all.
 * @throws Error for an event whose first message has been overtaken: the message is retried
 */
export async function upsertEventMembers(
  tx: Tx,
  { data: { eventId, members }, sequence }: Message<MembersState>,
): Promise<void> {
  const isKnown = await upsertMembers(tx, eventId, sequence, members);
  if (!isKnown) throw new Error(`event ${eventId} is not known yet`);
}
