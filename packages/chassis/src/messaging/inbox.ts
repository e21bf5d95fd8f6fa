import type { Sql } from '../database';
import type { Logger } from '../log';
import type { Message } from './contract';
import type { Envelope } from './envelope';

/** Facts after which nothing else is said of a subject, by their types. */
const removal = String.raw`\.(deleted|erased|merged)\.`;

export const isRemoval = (type: string): boolean => new RegExp(removal).test(type);

/**
 * Records a message as received, and that its subject is not ahead of its owner any more where it says something newer than
 * what was lost there. One statement, in the transaction of the message's effect, which may write what nobody else may then:
 * what belongs to a subject that is ahead.
 * @returns `lost` for a fact that its owner has lost since: it has no effect
 */
export async function recordDelivery(
  tx: Sql,
  consumer: string,
  { id, source, type, subject, sequence, timeline, position }: Envelope,
): Promise<'new' | 'known' | 'lost'> {
  const [row] = await tx.$queryRaw<{ isNew: boolean; isLost: boolean }[]>`
    WITH fact AS (SELECT is_lost_fact(${timeline ?? null}::uuid, ${position ?? null}::bigint, ${id}::uuid) AS is_lost),
      received AS (
        INSERT INTO inbox (message_id, consumer, type, subject, sequence, timeline, position)
        SELECT ${id}::uuid, ${consumer}, ${type}, ${subject}, ${Number(sequence)}::int, ${timeline ?? null}::uuid,
          ${position ?? null}::bigint FROM fact WHERE NOT is_lost
        ON CONFLICT DO NOTHING RETURNING message_id),
      in_step AS (
        DELETE FROM subjects_ahead a WHERE EXISTS (SELECT FROM received) AND a.source = ${serviceOf(source)}
          AND a.subject = ${subject} AND a.sequence < ${Number(sequence)}::int
          AND (a.type !~ ${removal} OR ${type} ~ ${removal}))
    SELECT EXISTS (SELECT FROM received) AS "isNew", is_lost AS "isLost", set_config('ems.from_message', 'on', true)
    FROM fact`;
  if (row?.isLost) return 'lost';
  return row?.isNew ? 'new' : 'known';
}

const serviceOf = (source: string) => source.replace(/^\//, '');

/** What a service says when its relay begins to lead. */
export interface TimelineStart {
  timeline: string;
  /** RFC 3339, by the clock of its database. */
  startedAt: string;
  /** The highest position before it. */
  after: number;
  /** The lowest position of the tail. */
  tailFrom: number;
  /** Ids of the messages from there to `after`. */
  tail: readonly string[];
}

/**
 * Handles the start of another service's timeline: finds what was received of its earlier timelines and is no part of its history any
 * more, forgets that it was received, and notes down the subjects of which something newer is known here than there.
 * @param nouns the first part of the types of messages that say the state of something; only of such is a subject ahead
 * @param events of these nouns what says no state, and has other subjects
 * @returns how many facts were lost
 */
export const applyTimeline =
  (nouns: readonly string[], events: readonly { type: string }[] = []) =>
  async (tx: Sql, { subject: source, data }: Message<TimelineStart>, logger: Logger): Promise<number> => {
    // Whatever is in hand is committed before this, or sees the new timeline.
    await tx.$executeRaw`LOCK TABLE inbox IN SHARE MODE`;
    await tx.$executeRaw`
      INSERT INTO known_timelines (timeline, source, started_at, after, tail_from, tail)
      VALUES (${data.timeline}::uuid, ${source}, ${data.startedAt}::timestamptz, ${data.after}::bigint,
        ${data.tailFrom}::bigint, ${[...data.tail]}::uuid[])
      ON CONFLICT (timeline) DO NOTHING`;
    const [found] = await tx.$queryRaw<{ lost: number; ahead: number }[]>`
      WITH lost AS (
          DELETE FROM inbox USING known_timelines own, known_timelines later
          WHERE own.source = ${source} AND later.source = ${source} AND later.started_at > own.started_at
            AND ${data.timeline}::uuid IN (own.timeline, later.timeline)
            AND inbox.timeline = own.timeline AND inbox.position >= later.tail_from
            AND (inbox.position > later.after OR inbox.message_id <> ALL (later.tail))
          RETURNING type, subject, sequence),
        ahead AS (
          INSERT INTO subjects_ahead AS known (source, subject, type, sequence)
          SELECT DISTINCT ON (subject) ${source}, subject, type, sequence FROM lost
          WHERE split_part(type, '.', 1) = ANY(${[...nouns]}::text[]) AND type <> ALL(${events.map(({ type }) => type)}::text[])
          ORDER BY subject, sequence DESC
          ON CONFLICT (source, subject) DO UPDATE SET type = excluded.type, sequence = excluded.sequence
          WHERE known.sequence < excluded.sequence
          RETURNING subject)
      SELECT (SELECT count(*) FROM lost)::int AS lost, (SELECT count(*) FROM ahead)::int AS ahead`;
    const { lost = 0, ahead = 0 } = found ?? {};
    if (lost > 0)
      logger.error(
        { source, lost, ahead },
        `${source} was restored to an earlier copy and has lost facts that are known here: npm run reconcile -- list`,
      );
    return lost;
  };
