import type { Caller } from '@ems/chassis/auth';
import { flag, instant, pageQuery, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';
import { id, levels, states, types } from '../../shared/fields';

const filters = {
  eventId: id.optional(),
  state: z.enum(states).optional(),
  trackId: id.optional(),
  roomId: id.optional(),
  speakerId: id.optional(),
  type: z.enum(types).optional(),
  level: z.enum(levels).optional(),
  tag: textLine(50).optional(),
  q: textLine(200).optional(),
  /** With a slot that ends after this. */
  from: instant.optional(),
  /** With a slot that starts before this. */
  to: instant.optional(),
  /** Those that I handed in or speak in. */
  mine: flag.optional(),
};

export const sessionsQuery = z.strictObject({ ...pageQuery, ...filters });

type Filters = Omit<z.infer<typeof sessionsQuery>, 'limit' | 'cursor'>;

/** Where a session stands in a list: by how well it fits the words, if there are any, then in the order of making. */
export interface Found {
  id: string;
  /** 0 without words. */
  rank: number;
}

/**
 * The sessions that fit and that the caller may see, the best first.
 * @param after the last one seen
 */
export async function searchSessions(
  db: Db,
  filter: Filters,
  caller: Caller | null,
  after: Found | undefined,
  limit: number,
): Promise<Found[]> {
  const rank = filter.q === undefined ? Prisma.sql`0` : rankOf(filter.q);
  const conditions = [Prisma.sql`NOT e.deleted`, ...conditionsOf(filter), visibleTo(caller)];
  if (filter.mine) conditions.push(Prisma.sql`s.id IN ${own(caller)}`);
  const page = after ? Prisma.sql`WHERE (-rank, id) > (${-after.rank}::int, ${after.id}::uuid)` : Prisma.empty;
  return db.$queryRaw<Found[]>`
    SELECT id::text, rank FROM (
      SELECT s.id, ${rank}::int AS rank FROM sessions s JOIN event_copies e ON e.id = s.event_id
      WHERE ${Prisma.join(conditions, ' AND ')}) found
    ${page} ORDER BY -rank, id LIMIT ${limit}`;
}

const wanted = (q: string) => Prisma.sql`websearch_to_tsquery('simple', unaccent(${q}::text))`;

/** Words in the title weigh most, then those in the abstract. A whole number, so that a cursor holds it exactly. */
const rankOf = (q: string) => Prisma.sql`(ts_rank(s.words, ${wanted(q)}) * 1000000)`;

/** Only what is asked for, so that the indexes can serve it. */
function conditionsOf({ eventId, state, trackId, roomId, speakerId, type, level, tag, q, from, to }: Filters) {
  const inSlot = [
    ...(roomId ? [Prisma.sql`t.room_id = ${roomId}::uuid`] : []),
    ...(from ? [Prisma.sql`t.ends_at > ${from}::timestamptz`] : []),
    ...(to ? [Prisma.sql`t.starts_at < ${to}::timestamptz`] : []),
  ];
  return [
    ...(eventId ? [Prisma.sql`s.event_id = ${eventId}::uuid`] : []),
    ...(state ? [Prisma.sql`s.state = ${state}::"SessionState"`] : []),
    ...(trackId ? [Prisma.sql`s.track_id = ${trackId}::uuid`] : []),
    ...(type ? [Prisma.sql`s.type = ${type}::"SessionType"`] : []),
    ...(level ? [Prisma.sql`s.level = ${level}::"SessionLevel"`] : []),
    ...(tag ? [Prisma.sql`${tag}::text = ANY (s.tags)`] : []),
    ...(q ? [Prisma.sql`s.words @@ ${wanted(q)}`] : []),
    ...(speakerId
      ? [Prisma.sql`s.id IN (SELECT session_id FROM session_speakers WHERE speaker_id = ${speakerId}::uuid)`]
      : []),
    ...(inSlot.length > 0
      ? [Prisma.sql`EXISTS (SELECT 1 FROM slots t WHERE t.session_id = s.id AND ${Prisma.join(inSlot, ' AND ')})`]
      : []),
  ];
}

/** Those that the caller handed in or speaks in. */
const own = (caller: Caller | null) => Prisma.sql`(
  SELECT id FROM sessions WHERE submitter_id = ${caller?.userId ?? null}::uuid
  UNION SELECT session_id FROM session_speakers JOIN speaker_copies c ON c.id = speaker_id
  WHERE c.user_id = ${caller?.userId ?? null}::uuid)`;

/** As `maySee` of access.ts decides it for one. */
function visibleTo(caller: Caller | null): Prisma.Sql {
  const open = Prisma.sql`(s.state = 'confirmed' AND e.status <> 'draft')`;
  if (!caller) return open;
  if (caller.role === 'admin') return Prisma.sql`true`;
  const id = Prisma.sql`${caller.userId}::uuid`;
  const people = Prisma.sql`(e.owner_id = ${id} OR ${id} = ANY (e.organizer_ids || e.reviewer_ids))`;
  return Prisma.sql`(${open} OR ${people} OR s.id IN ${own(caller)})`;
}
