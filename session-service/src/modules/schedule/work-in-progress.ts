import type { Db, Tx } from '../../shared/database';
import type { Programme, SessionInProgramme } from './programme';

type Slot = Programme['slots'][number];
type WithDates<Row, Keys extends keyof Row> = Omit<Row, Keys> & Record<Keys, Date>;

/**
 * The slots of confirmed sessions as they stand, those sessions, and all rooms and tracks: at one moment only in a
 * transaction that reads as of one. By hand where there may be thousands of rows, in half the time.
 */
export async function programmeWithin(tx: Tx, eventId: string): Promise<Programme> {
  const byPosition = [{ position: 'asc' as const }, { name: 'asc' as const }];
  const rooms = await tx.room.findMany({
    where: { eventId },
    orderBy: byPosition,
    select: { id: true, name: true, capacity: true, parallel: true, position: true },
  });
  const tracks = await tx.track.findMany({
    where: { eventId },
    orderBy: byPosition,
    select: { id: true, name: true, color: true, position: true },
  });
  const slots = await tx.$queryRaw<WithDates<Slot, 'startsAt' | 'endsAt' | 'createdAt' | 'updatedAt'>[]>`
    SELECT s.id::text, s.number, s.session_id::text AS "sessionId", s.room_id::text AS "roomId",
      s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.created_at AS "createdAt", s.updated_at AS "updatedAt", s.version
    FROM slots s JOIN rooms r ON r.id = s.room_id
    WHERE s.event_id = ${eventId}::uuid AND s.session_state = 'confirmed'
    ORDER BY s.starts_at, r.position, s.number`;
  return { rooms, tracks, slots: slots.map(isoDates), sessions: await scheduledSessions(tx, eventId) };
}

async function scheduledSessions(tx: Tx, eventId: string): Promise<SessionInProgramme[]> {
  const sessions = await tx.$queryRaw<WithDates<Omit<SessionInProgramme, 'speakers'>, 'createdAt' | 'updatedAt'>[]>`
    SELECT id::text, event_id::text AS "eventId", title, abstract, description, type::text, level::text, language,
      duration_minutes AS "durationMinutes", track_id::text AS "trackId", tags, state::text,
      created_at AS "createdAt", updated_at AS "updatedAt", version
    FROM sessions
    WHERE event_id = ${eventId}::uuid AND state = 'confirmed'
      AND id IN (SELECT session_id FROM slots WHERE event_id = ${eventId}::uuid)
    ORDER BY id`;
  const speakers = await tx.$queryRaw<(SessionInProgramme['speakers'][number] & { sessionId: string })[]>`
    SELECT p.session_id::text AS "sessionId", p.speaker_id::text AS "speakerId", p.role::text, p.position
    FROM session_speakers p JOIN sessions s ON s.id = p.session_id
    WHERE s.event_id = ${eventId}::uuid AND s.state = 'confirmed' ORDER BY p.position, p.speaker_id`;
  const bySession = Map.groupBy(speakers, speaker => speaker.sessionId);
  return sessions.map(session => ({
    ...isoDates(session),
    speakers: (bySession.get(session.id) ?? []).map(({ sessionId, ...speaker }) => speaker),
  }));
}

type IsoDates<Row> = { [Key in keyof Row]: Row[Key] extends Date ? string : Row[Key] };

const isoDates = <Row extends object>(row: Row) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  ) as IsoDates<Row>;

/** What a release would copy now. */
export const workInProgress = (db: Db, eventId: string): Promise<Programme> =>
  db.$transaction(tx => programmeWithin(tx, eventId), { isolationLevel: 'RepeatableRead' });
