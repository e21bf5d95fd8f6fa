import { instantOut } from '@ems/chassis/http';
import { z } from 'zod';
import type { Db, Tx } from '../../shared/database';
import { states } from '../../shared/fields';
import type { Conflict } from './find-conflicts';
import { rules, severities } from './settings';

const slotParty = z.object({
  type: z.literal('slot'),
  id: z.uuid(),
  number: z.int(),
  sessionId: z.uuid(),
  title: z.string(),
  roomId: z.uuid(),
  startsAt: instantOut,
  endsAt: instantOut,
});
const sessionParty = z.object({
  type: z.literal('session'),
  id: z.uuid(),
  title: z.string(),
  state: z.enum(states),
  expectedAudience: z.int().nullable(),
});
const roomParty = z.object({ type: z.literal('room'), id: z.uuid(), name: z.string(), capacity: z.int().nullable() });
const speakerParty = z.object({ type: z.literal('speaker'), id: z.uuid() });
const party = z.discriminatedUnion('type', [slotParty, sessionParty, roomParty, speakerParty]);
type Party = z.infer<typeof party>;

/** What is wrong with a programme: which rule, how serious, who is part of it and since when. */
export const conflictView = z
  .object({
    id: z.string(),
    eventId: z.uuid(),
    rule: z.enum(rules),
    severity: z.enum(severities),
    parties: z.array(party),
    since: instantOut,
  })
  .meta({ id: 'Conflict' });

/** Conflicts with what one needs to know of their parties. */
export async function toConflictViews(db: Db | Tx, eventId: string, conflicts: readonly Conflict[]) {
  const parties = await loadParties(db, conflicts);
  return conflicts.map(
    ({ id, rule, severity, since, ...found }): z.infer<typeof conflictView> => ({
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

async function loadParties(db: Db | Tx, conflicts: readonly Conflict[]): Promise<Map<string, Party>> {
  const idsOf = (...keys: ('slotId' | 'otherSlotId' | 'sessionId' | 'roomId' | 'speakerId')[]) => [
    ...new Set(conflicts.flatMap(conflict => keys.flatMap(key => conflict[key] ?? []))),
  ];
  const slots = await db.slot.findMany({
    where: { id: { in: idsOf('slotId', 'otherSlotId') } },
    include: { session: { select: { title: true } } },
  });
  const sessions = await db.session.findMany({
    where: { id: { in: idsOf('sessionId') } },
    select: { id: true, title: true, state: true, expectedAudience: true },
  });
  const rooms = await db.room.findMany({
    where: { id: { in: idsOf('roomId') } },
    select: { id: true, name: true, capacity: true },
  });
  const all: Party[] = [
    ...slots.map(({ session, startsAt, endsAt, ...slot }) => ({
      ...slot,
      type: 'slot' as const,
      title: session.title,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    })),
    ...sessions.map(session => ({ ...session, type: 'session' as const })),
    ...rooms.map(room => ({ ...room, type: 'room' as const })),
    ...idsOf('speakerId').map(id => ({ id, type: 'speaker' as const })),
  ];
  return new Map(all.map(one => [one.id, party.parse(one)]));
}
