import type { Sql } from '@ems/chassis/database';
import { type ConflictParty, type Conflict as ConflictView, conflictParty, type Severity } from '@ems/contracts';
import type { Room, Session, Slot } from '../../generated/prisma/client';
import { isoDates } from '../../shared/iso-dates';
import type { Finding } from './rules';

export interface Conflict extends Finding {
  /** Stays as long as the conflict does. */
  id: string;
  severity: Severity;
}

/** Conflicts with what one needs to know of their parties. */
export async function toConflictViews(sql: Sql, eventId: string, conflicts: readonly Conflict[]) {
  const parties = await loadParties(sql, conflicts);
  return conflicts.map(
    ({ id, rule, severity, since, ...found }): ConflictView => ({
      id,
      eventId,
      rule,
      severity,
      parties: [found.slotId, found.otherSlotId, found.sessionId, found.roomId, found.speakerId].flatMap(
        partyId => parties.get(partyId ?? '') ?? [],
      ),
      since: since.toISOString(),
    }),
  );
}

type SlotParty = Pick<Slot, 'id' | 'number' | 'sessionId' | 'roomId' | 'startsAt' | 'endsAt'> & Pick<Session, 'title'>;
type SessionParty = Pick<Session, 'id' | 'title' | 'status' | 'durationMinutes' | 'expectedAudience'>;

async function loadParties(sql: Sql, conflicts: readonly Conflict[]): Promise<Map<string, ConflictParty>> {
  const idsOf = (...keys: ('slotId' | 'otherSlotId' | 'sessionId' | 'roomId' | 'speakerId')[]) => [
    ...new Set(conflicts.flatMap(conflict => keys.flatMap(key => conflict[key] ?? []))),
  ];
  const slots = await sql.$queryRaw<SlotParty[]>`
    SELECT t.id::text, t.number, t.session_id::text AS "sessionId", s.title, t.room_id::text AS "roomId",
      t.starts_at AS "startsAt", t.ends_at AS "endsAt"
    FROM slots t JOIN sessions s ON s.id = t.session_id WHERE t.id = ANY (${idsOf('slotId', 'otherSlotId')}::uuid[])`;
  const sessions = await sql.$queryRaw<SessionParty[]>`
    SELECT id::text, title, status::text, duration_minutes AS "durationMinutes", expected_audience AS "expectedAudience"
    FROM sessions WHERE id = ANY (${idsOf('sessionId')}::uuid[])`;
  const rooms = await sql.$queryRaw<Pick<Room, 'id' | 'name' | 'capacity'>[]>`
    SELECT id::text, name, capacity FROM rooms WHERE id = ANY (${idsOf('roomId')}::uuid[])`;
  const all: ConflictParty[] = [
    ...slots.map(slot => ({ ...isoDates(slot), type: 'slot' as const })),
    ...sessions.map(session => ({ ...session, type: 'session' as const })),
    ...rooms.map(room => ({ ...room, type: 'room' as const })),
    ...idsOf('speakerId').map(id => ({ id, type: 'speaker' as const })),
  ];
  return new Map(all.map(one => [one.id, conflictParty.parse(one)]));
}
