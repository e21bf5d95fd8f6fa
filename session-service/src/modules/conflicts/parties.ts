import { type ConflictParty, type Conflict as ConflictView, conflictParty, type Severity } from '@ems/contracts';
import type { Db, Tx } from '../../shared/database';
import { isoDates } from '../../shared/iso-dates';
import type { Finding } from './rules';

export interface Conflict extends Finding {
  /** Stays as long as the conflict does. */
  id: string;
  severity: Severity;
}

/** Conflicts with what one needs to know of their parties. */
export async function toConflictViews(db: Db | Tx, eventId: string, conflicts: readonly Conflict[]) {
  const parties = await loadParties(db, conflicts);
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

async function loadParties(db: Db | Tx, conflicts: readonly Conflict[]): Promise<Map<string, ConflictParty>> {
  const idsOf = (...keys: ('slotId' | 'otherSlotId' | 'sessionId' | 'roomId' | 'speakerId')[]) => [
    ...new Set(conflicts.flatMap(conflict => keys.flatMap(key => conflict[key] ?? []))),
  ];
  const slots = await db.slot.findMany({
    where: { id: { in: idsOf('slotId', 'otherSlotId') } },
    include: { session: { select: { title: true } } },
  });
  const sessions = await db.session.findMany({
    where: { id: { in: idsOf('sessionId') } },
    select: { id: true, title: true, status: true, durationMinutes: true, expectedAudience: true },
  });
  const rooms = await db.room.findMany({
    where: { id: { in: idsOf('roomId') } },
    select: { id: true, name: true, capacity: true },
  });
  const all: ConflictParty[] = [
    ...slots.map(({ session, ...slot }) => ({ ...isoDates(slot), type: 'slot' as const, title: session.title })),
    ...sessions.map(session => ({ ...session, type: 'session' as const })),
    ...rooms.map(room => ({ ...room, type: 'room' as const })),
    ...idsOf('speakerId').map(id => ({ id, type: 'speaker' as const })),
  ];
  return new Map(all.map(one => [one.id, conflictParty.parse(one)]));
}
