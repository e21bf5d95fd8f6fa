import type { Caller } from '@ems/chassis/auth';
import { countRows, type Sql } from '@ems/chassis/database';
import { flag, id, idOrSlug, instant, languageTag, pageQuery, repeatable, textLine } from '@ems/chassis/http';
import { sessionLevel, sessionStatus, sessionType } from '@ems/contracts';
import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client';
import { externalId } from './fields';
import { includeQuery } from './included';
import {
  continued,
  type Key,
  type Match,
  mostRanked,
  type Order,
  queryOf,
  type Source,
  sorts,
  unranked,
} from './order';

const filters = {
  eventId: idOrSlug.optional().describe('Id or slug of the event'),
  status: repeatable(sessionStatus).optional().describe('Sessions of any of these statuses'),
  trackId: repeatable(id).optional().describe('In any of these tracks'),
  roomId: repeatable(id).optional().describe('With a slot in any of these rooms'),
  speakerId: repeatable(id).optional().describe('Given by any of these speakers'),
  type: repeatable(sessionType).optional().describe('Of any of these kinds'),
  level: repeatable(sessionLevel).optional().describe('Of any of these levels'),
  tag: repeatable(textLine(50)).optional().describe('With any of these tags'),
  language: repeatable(languageTag)
    .optional()
    .meta({ description: 'A language with all its variants: `de` finds `de-AT` too (RFC 4647, basic filtering)' }),
  externalId: repeatable(externalId).optional().describe('Known by any of these elsewhere'),
  q: textLine(200).optional().describe('Words of title, subtitle, abstract or description, or their beginnings'),
  from: instant.optional().describe('With a slot that ends after this'),
  to: instant.optional().describe('With a slot that starts before this'),
  mine: flag.optional().describe('Those that I submitted or speak in'),
};

export const sessionsQuery = z.strictObject({
  ...pageQuery,
  ...filters,
  sort: z.enum(sorts).optional().meta({
    description:
      'Without it: by how well `q` fits, where at most 500 do, or in the order of creation. By `startsAt`, what has no slot comes last.',
  }),
  ...includeQuery.shape,
});

/** `eventId` is resolved: an id. */
export type Filters = Pick<z.infer<typeof sessionsQuery>, keyof typeof filters>;

const workFor = (caller: Caller | null, isOwn: Prisma.Sql): Source => ({
  sessions: Prisma.sql`sessions s`,
  slots: Prisma.sql`(SELECT * FROM slots WHERE ${seesSlots(caller)}) t`,
  ...knownOf(isHidden(caller, isOwn)),
  languages: Prisma.sql`unnest(s.languages)`,
  hasSpeaker: ids =>
    Prisma.sql`s.id IN (SELECT session_id FROM session_speakers WHERE speaker_id = ANY (${ids}::uuid[]))`,
});

/** What {@link asKnownTo} gives of a session. @param isHidden whether something of it is held from the caller */
const knownOf = (isHidden: Prisma.Sql | null): Pick<Source, 'isKnownSlot' | 'status' | 'updatedAt'> =>
  isHidden
    ? {
        isKnownSlot: Prisma.sql`NOT ${isHidden}`,
        status: Prisma.sql`(CASE WHEN ${isHidden} THEN s.announced_status ELSE s.status END)`,
        updatedAt: Prisma.sql`(CASE WHEN ${isHidden} THEN s.announced_updated_at ELSE s.updated_at END)`,
      }
    : { isKnownSlot: Prisma.sql`true`, status: Prisma.sql`s.status`, updatedAt: Prisma.sql`s.updated_at` };
/** What takes place no more is in no list. */
const released: Source = {
  sessions: Prisma.sql`(SELECT r.*, 'confirmed'::"SessionStatus" AS status,
    r.session ->> 'externalId' AS external_id, w.created_at,
    (r.session ->> 'updatedAt')::timestamptz AS updated_at
    FROM released_sessions r JOIN sessions w ON w.id = r.id AND w.status IN ('accepted', 'confirmed')
      AND w.announced_status IS NULL) s`,
  slots: Prisma.sql`released_slots t`,
  ...knownOf(null),
  languages: Prisma.sql`jsonb_array_elements_text(s.session -> 'languages')`,
  hasSpeaker: ids => Prisma.sql`s.speaker_ids && ${ids}::uuid[]`,
};

/** Of a source: what is selected, its order, and how many. */
interface Selection {
  columns: Prisma.Sql;
  /** Beside those of the filter. */
  condition?: Prisma.Sql | undefined;
  order?: Prisma.Sql;
}

/** SQL of the sessions that fit and that the caller may see: of the work, and of what is released. */
function sought(filter: Filters, caller: Caller | null, selectionOf: (source: Source) => Selection): Prisma.Sql {
  const found = (source: Source, ...more: Prisma.Sql[]) => {
    const { columns, condition, order = Prisma.empty } = selectionOf(source);
    const conditions = [Prisma.sql`NOT e.deleted`, ...conditionsOf(filter, source), ...more];
    if (condition) conditions.push(condition);
    return Prisma.sql`(SELECT ${columns} FROM ${source.sessions} JOIN event_replicas e ON e.id = s.event_id
      WHERE ${Prisma.join(conditions, ' AND ')} ${order})`;
  };
  const isOwn = Prisma.sql`s.id IN ${own(caller)}`;
  const sources = filter.mine
    ? [found(workFor(caller, isOwn), isOwn)]
    : [
        found(workFor(caller, isOwn), Prisma.sql`(${isOpen} OR ${isInside(caller, isOwn)})`),
        found(released, Prisma.sql`e.status <> 'draft'`, Prisma.sql`NOT ${isInside(caller, isOwn)}`),
      ];
  return Prisma.join(sources, ' UNION ALL ');
}

/**
 * The sessions that fit and that the caller may see, in order. Each source gives no more than the page may need, by an index
 * where there are many.
 * @param after the key of the last one seen
 */
export function searchSessions(
  db: Sql,
  filter: Filters,
  caller: Caller | null,
  order: Order,
  after: Key | undefined,
  limit: number,
): PromiseLike<Match[]> {
  if (order.ranksBy && !after) return rankSessions(db, filter, caller, order.ranksBy, limit);
  const { key, by, beyond } = continued(order, after);
  const found = sought(filter, caller, source => ({
    columns: Prisma.sql`s.id, ${key(source)} AS key`,
    condition: after && beyond(source, after),
    order: Prisma.sql`ORDER BY ${by(source)} LIMIT ${limit}`,
  }));
  return db.$queryRaw<Match[]>`SELECT id::text, key FROM (${found}) found ORDER BY key, found.id LIMIT ${limit}`;
}

/** The first page by rank; where too many match, the first in the order of creation. */
function rankSessions(db: Sql, filter: Filters, caller: Caller | null, query: Prisma.Sql, limit: number) {
  const found = sought(filter, caller, () => ({
    columns: Prisma.sql`s.id, s.search_vector`,
    order: Prisma.sql`ORDER BY s.id LIMIT ${mostRanked + 1}`,
  }));
  return db.$queryRaw<Match[]>`
    WITH matching AS MATERIALIZED (${found}), ranked AS (
      SELECT id, CASE WHEN (SELECT count(*) FROM matching) > ${mostRanked} THEN ${unranked}::float8
        ELSE (-ts_rank(search_vector, ${query}))::float8 END AS key FROM matching)
    SELECT id::text, key FROM ranked ORDER BY key, ranked.id LIMIT ${limit}`;
}

/** How many there are, counted to `most`. */
export const countSessions = (db: Sql, filter: Filters, caller: Caller | null, most: number): Promise<number> =>
  countRows(
    db,
    Prisma.sql`SELECT FROM (${sought(filter, caller, () => ({ columns: Prisma.sql`s.id` }))}) matching`,
    most,
  );

/** Only what is asked for, so that the indexes can serve it. */
function conditionsOf(filter: Filters, source: Source) {
  const { slots, languages, hasSpeaker } = source;
  const { eventId, status, trackId, roomId, speakerId, type, level, tag, language, externalId, q, from, to } = filter;
  const ofSlot = [
    ...(roomId ? [Prisma.sql`t.room_id = ANY (${roomId}::uuid[])`] : []),
    ...(from ? [Prisma.sql`t.ends_at > ${from}::timestamptz`] : []),
    ...(to ? [Prisma.sql`t.starts_at < ${to}::timestamptz`] : []),
  ];
  return [
    ...(eventId ? [Prisma.sql`s.event_id = ${eventId}::uuid`] : []),
    ...(status ? [Prisma.sql`${source.status} = ANY (${status}::"SessionStatus"[])`] : []),
    ...(trackId ? [Prisma.sql`s.track_id = ANY (${trackId}::uuid[])`] : []),
    ...(type ? [Prisma.sql`s.type = ANY (${type}::"SessionType"[])`] : []),
    ...(level ? [Prisma.sql`s.level = ANY (${level}::"SessionLevel"[])`] : []),
    ...(tag ? [Prisma.sql`fold_texts(s.tags) && fold_texts(${tag}::text[])`] : []),
    ...(language
      ? [
          Prisma.sql`EXISTS (SELECT FROM ${languages} tag
            WHERE tag || '-' LIKE ANY (${language.map(tag => `${tag}-%`)}::text[]))`,
        ]
      : []),
    ...(externalId ? [Prisma.sql`s.external_id = ANY (${externalId}::text[])`] : []),
    ...(q ? [Prisma.sql`s.search_vector @@ ${queryOf(q)}`] : []),
    ...(speakerId ? [hasSpeaker(speakerId)] : []),
    ...(ofSlot.length > 0
      ? [
          Prisma.sql`EXISTS (SELECT 1 FROM ${slots} WHERE t.session_id = s.id AND ${source.isKnownSlot}
            AND ${Prisma.join(ofSlot, ' AND ')})`,
        ]
      : []),
  ];
}

/** Those that the caller submitted or speaks in. */
const own = (caller: Caller | null) => Prisma.sql`(
  SELECT id FROM sessions WHERE submitter_id = ${caller?.userId ?? null}::uuid
  UNION SELECT session_id FROM session_speakers JOIN speaker_replicas c ON c.id = speaker_id
  WHERE c.user_id = ${caller?.userId ?? null}::uuid)`;

/** What everybody sees of the work: as `isPublic` of access.ts decides it for one. */
const isOpen = Prisma.sql`(s.status = 'confirmed' AND e.status <> 'draft' AND e.released_version_id IS NULL)`;

/** As `isInsider` of access.ts decides it for one. */
const isInside = (caller: Caller | null, isOwn: Prisma.Sql): Prisma.Sql =>
  caller ? Prisma.sql`(${canSeeWork(caller)} OR ${isOwn})` : Prisma.sql`false`;

/** As `canSeeWork` decides it for one event. */
function canSeeWork(caller: Caller): Prisma.Sql {
  if (caller.role === 'admin') return Prisma.sql`true`;
  const id = Prisma.sql`${caller.userId}::uuid`;
  return Prisma.sql`(e.owner_id = ${id} OR ${id} = ANY (e.organizer_ids || e.reviewer_ids))`;
}

/** As `seesSchedule` decides it for one event. */
const seesSlots = (caller: Caller | null): Prisma.Sql => Prisma.sql`(e.schedule_visible = 'always'
  OR e.released_version_id IS NOT NULL OR ${caller ? canSeeWork(caller) : Prisma.sql`false`})`;
/** As `seesHeld` of announced.ts denies it for one; null where nothing is held from the caller. */
function isHidden(caller: Caller | null, isOwn: Prisma.Sql): Prisma.Sql | null {
  if (!caller || caller.role === 'admin') return null;
  const id = Prisma.sql`${caller.userId}::uuid`;
  return Prisma.sql`(s.announced_status IS NOT NULL AND ${isOwn} AND NOT (e.owner_id = ${id} OR ${id} = ANY (e.organizer_ids)))`;
}
