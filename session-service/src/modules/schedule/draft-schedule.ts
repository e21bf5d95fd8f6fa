import { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { isoDates } from '../../shared/iso-dates';
import { publicSession } from '../sessions';
import { type ScheduleData, type SessionData, slotData } from './schedule-data';

type Id = { id: string };
type Speaker = SessionData['speakers'][number];
type WithDates<Row, Keys extends keyof Row> = Omit<Row, Keys> & Record<Keys, Date>;
type SlotRow = WithDates<ScheduleData['slots'][number], 'startsAt' | 'endsAt' | 'createdAt' | 'updatedAt'>;
type SessionRow = WithDates<Omit<SessionData, 'speakers'>, 'createdAt' | 'updatedAt'>;

const columnsOf = (fields: object) =>
  Prisma.raw(
    Object.keys(fields)
      .map(field => `s.${field.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)} AS "${field}"`)
      .join(', '),
  );
const { speakers: _, ...sessionFields } = publicSession;
const [slotColumns, sessionColumns] = [columnsOf(slotData), columnsOf(sessionFields)];

/** So many rows are read at a time: others wait no longer than it takes to parse them. */
const chunkSize = 100;

async function inChunks<Row>(ids: readonly Id[], read: (ids: string[]) => PromiseLike<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < ids.length; at += chunkSize)
    rows.push(...(await read(ids.slice(at, at + chunkSize).map(({ id }) => id))));
  return rows;
}

/**
 * The slots of confirmed sessions as they are now, those sessions, and all rooms and tracks: of one moment only in a
 * transaction that reads as of one. By raw SQL where there may be thousands of rows, in half the time.
 */
export async function draftScheduleIn(tx: Tx, eventId: string): Promise<ScheduleData> {
  const orderBy = [{ position: 'asc' as const }, { name: 'asc' as const }];
  const rooms = await tx.room.findMany({
    where: { eventId },
    orderBy,
    select: { id: true, name: true, description: true, capacity: true, parallel: true, position: true },
  });
  const tracks = await tx.track.findMany({
    where: { eventId },
    orderBy,
    select: { id: true, name: true, color: true, position: true },
  });
  const slotIds = await tx.$queryRaw<Id[]>`
    SELECT s.id::text FROM slots s JOIN rooms r ON r.id = s.room_id
    WHERE s.event_id = ${eventId}::uuid AND s.session_status = 'confirmed'
    ORDER BY s.starts_at, r.position, s.number`;
  const slots = await inChunks(
    slotIds,
    ids => tx.$queryRaw<SlotRow[]>`
      SELECT ${slotColumns} FROM unnest(${ids}::uuid[]) WITH ORDINALITY wanted(id, nth)
      JOIN slots s ON s.id = wanted.id ORDER BY nth`,
  );
  const sessionIds = await tx.$queryRaw<Id[]>`
    SELECT s.id::text FROM sessions s
    WHERE s.event_id = ${eventId}::uuid AND s.status = 'confirmed'
      AND s.id IN (SELECT session_id FROM slots WHERE event_id = ${eventId}::uuid)
    ORDER BY s.id`;
  return { rooms, tracks, slots: slots.map(isoDates), sessions: await sessionsOf(tx, sessionIds) };
}

const sessionsOf = (tx: Tx, ids: readonly Id[]): Promise<SessionData[]> =>
  inChunks(ids, async chunk => {
    const sessions = await tx.$queryRaw<SessionRow[]>`
      SELECT ${sessionColumns} FROM unnest(${chunk}::uuid[]) WITH ORDINALITY wanted(id, nth)
      JOIN sessions s ON s.id = wanted.id ORDER BY nth`;
    const speakers = await tx.$queryRaw<(Speaker & { sessionId: string })[]>`
      SELECT p.session_id::text AS "sessionId", p.speaker_id::text AS "speakerId", p.role::text, p.position, p.binding
      FROM session_speakers p WHERE p.session_id = ANY (${chunk}::uuid[]) ORDER BY p.position, p.speaker_id`;
    const bySession = Map.groupBy(speakers, speaker => speaker.sessionId);
    return sessions.map(session => ({
      ...isoDates(session),
      speakers: (bySession.get(session.id) ?? []).map(({ sessionId, ...speaker }) => speaker),
    }));
  });

const atOneMoment = { isolationLevel: 'RepeatableRead' } as const;
/** As long as event-service waits for a schedule: on a busy machine thousands of rows take longer than Prisma's five seconds. */
const longestReadMs = 30_000;

/** The work in progress: what a release would copy now. */
export const draftSchedule = (db: Db, eventId: string): Promise<ScheduleData> =>
  db.$transaction(tx => draftScheduleIn(tx, eventId), { ...atOneMoment, timeout: longestReadMs });

/** The confirmed sessions as they are now, with or without a slot, by title. */
export const confirmedSessions = (db: Db, eventId: string): Promise<SessionData[]> =>
  db.$transaction(async tx => {
    const ids = await tx.$queryRaw<Id[]>`
      SELECT id::text FROM sessions WHERE event_id = ${eventId}::uuid AND status = 'confirmed' ORDER BY title, id`;
    return sessionsOf(tx, ids);
  }, atOneMoment);
