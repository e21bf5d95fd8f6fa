import type { Message } from '@ems/chassis/messaging';
import type { EventState } from '@ems/contracts';
import type { Tx } from '../../shared/database';

/**
 * Keeps what a message tells of an event. Every message carries the whole state, so none is missed by taking only the newest.
 * @returns false when something newer is known already
 */
export async function copyEvent(tx: Tx, { data: event, sequence, time }: Message<EventState>): Promise<boolean> {
  const written = await tx.$executeRaw`
    INSERT INTO event_copies AS held (id, version, status, owner_id, starts_at, ends_at, timezone, cfp_opens_at, cfp_closes_at, told_at)
    VALUES (${event.id}::uuid, ${sequence}, ${event.status}::"EventStatus", ${event.ownerId}::uuid,
            ${event.startsAt}::timestamptz, ${event.endsAt}::timestamptz, ${event.timezone},
            ${event.cfp?.opensAt ?? null}::timestamptz, ${event.cfp?.closesAt ?? null}::timestamptz, ${time})
    ON CONFLICT (id) DO UPDATE SET
      version = excluded.version, status = excluded.status, owner_id = excluded.owner_id,
      starts_at = excluded.starts_at, ends_at = excluded.ends_at, timezone = excluded.timezone,
      cfp_opens_at = excluded.cfp_opens_at, cfp_closes_at = excluded.cfp_closes_at,
      told_at = excluded.told_at
    WHERE held.version < excluded.version AND NOT held.deleted`;
  return written === 1;
}

/** Leaves a tombstone, of which only id and version mean anything, so that a late message does not revive the event. */
export async function buryEvent(tx: Tx, { data: { id }, sequence }: Message<{ id: string }>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO event_copies (id, version, deleted, status, owner_id, starts_at, ends_at, timezone)
    VALUES (${id}::uuid, ${sequence}, true, 'draft', ${id}::uuid, 'epoch', 'epoch', 'UTC')
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = true`;
}
