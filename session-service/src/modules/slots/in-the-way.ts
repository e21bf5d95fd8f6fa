import { conflict } from '@ems/chassis/errors';
import { Prisma } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';
import type { Place } from './place';

/** A slot that another one cannot stand beside; of an event that is not public only its time is told. */
interface InTheWay {
  slotId: string;
  sessionId: string | null;
  title: string | null;
  roomId: string | null;
  startsAt: Date;
  endsAt: Date;
  /** Who would be in two places. */
  speakerId: string | null;
}

/** The 409 that names the slots in the way. */
export const slotTaken = (slots: readonly InTheWay[]) =>
  conflict('session.slot-taken', 'The room or a speaker is taken at this time.', { conflicts: slots.map(toFact) });

/** The two constraints by which the database refuses a place, and one answer for both. */
export const whenTaken = (answer: () => Promise<Error>) => ({
  slots_room_once: answer,
  slot_speakers_speaker_once: answer,
});

const toFact = ({ speakerId, startsAt, endsAt, ...slot }: InTheWay) => ({
  ...slot,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
  ...(speakerId && { speakerId }),
});

/** Columns of {@link InTheWay} from slots `s`, sessions `n`, events `e`, told to the team of one event. */
const columns = (eventId: Prisma.Sql) => {
  const known = Prisma.sql`s.event_id = ${eventId} OR (e.status <> 'draft' AND s.session_state = 'confirmed')`;
  return Prisma.sql`s.id::text AS "slotId", s.starts_at AS "startsAt", s.ends_at AS "endsAt",
    CASE WHEN ${known} THEN n.id::text END AS "sessionId", CASE WHEN ${known} THEN n.title END AS title,
    CASE WHEN ${known} THEN s.room_id::text END AS "roomId"`;
};
const tables = Prisma.sql`slots s JOIN sessions n ON n.id = s.session_id JOIN event_copies e ON e.id = s.event_id`;

/** What stands where a session wants to be. @param except the slots that are to move */
export function slotsInTheWayOf(
  db: Db,
  sessionId: string,
  { roomId, startsAt, endsAt }: Place,
  ...except: readonly string[]
) {
  const during = Prisma.sql`tstzrange(${startsAt}::timestamptz, ${endsAt}::timestamptz, '[)')`;
  const own = Prisma.sql`(SELECT event_id FROM sessions WHERE id = ${sessionId}::uuid)`;
  return db.$queryRaw<InTheWay[]>`
    SELECT ${columns(own)}, NULL AS "speakerId" FROM ${tables}
    WHERE s.room_id = ${roomId}::uuid AND NOT s.parallel AND s.id <> ALL (${except}::uuid[])
      AND tstzrange(s.starts_at, s.ends_at, '[)') && ${during}
    UNION ALL
    SELECT ${columns(own)}, p.speaker_id::text FROM slot_speakers p JOIN ${tables} ON s.id = p.slot_id
    WHERE p.held AND p.slot_id <> ALL (${except}::uuid[])
      AND p.speaker_id IN (SELECT speaker_id FROM session_speakers WHERE session_id = ${sessionId}::uuid)
      AND tstzrange(p.starts_at, p.ends_at, '[)') && ${during}
    ORDER BY "startsAt", "slotId"`;
}

/** Where a speaker is while a session is on that they are to join. */
export const slotsInTheWayOfSpeaker = (db: Db, sessionId: string, speakerId: string) =>
  db.$queryRaw<InTheWay[]>`
    SELECT ${columns(Prisma.sql`wanted.event_id`)}, p.speaker_id::text AS "speakerId"
    FROM slots wanted
    JOIN slot_speakers p ON p.held AND p.speaker_id = ${speakerId}::uuid
      AND tstzrange(p.starts_at, p.ends_at, '[)') && tstzrange(wanted.starts_at, wanted.ends_at, '[)')
    JOIN ${tables} ON s.id = p.slot_id
    WHERE wanted.session_id = ${sessionId}::uuid AND s.session_id <> wanted.session_id
    ORDER BY "startsAt", "slotId"`;

/** Slots of one room that overlap another in it. */
export async function slotsAtOnceIn(db: Db, roomId: string) {
  const slots = await db.$queryRaw<InTheWay[]>`
    SELECT ${columns(Prisma.sql`s.event_id`)}, NULL AS "speakerId" FROM ${tables}
    WHERE s.room_id = ${roomId}::uuid AND EXISTS (
      SELECT 1 FROM slots o WHERE o.room_id = s.room_id AND o.id <> s.id
        AND tstzrange(o.starts_at, o.ends_at, '[)') && tstzrange(s.starts_at, s.ends_at, '[)'))
    ORDER BY "startsAt", "slotId"`;
  return slots.map(toFact);
}
