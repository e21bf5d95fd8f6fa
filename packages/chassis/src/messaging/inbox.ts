import type { Sql } from '../database';
import type { Logger } from '../log';
import type { Message } from './contract';
import type { Envelope } from './envelope';

/** Facts after which nothing else is said of a subject, by their types. */
const removal = String.raw`\.(deleted|erased|merged)\.`;

export const isRemoval = (type: string): boolean => new RegExp(removal).test(type);

/**
 * Records messages as received, and that their subjects are not ahead of their owners any more where they say something newer
 * than what was lost there. One statement, in the transaction of the messages' effects, which may write what nobody else may
 * then: what belongs to a subject that is ahead.
 * @returns those that are to have an effect: new, of each id the first, and none that its owner has lost since
 */
export async function recordDeliveries(
  sql: Sql,
  consumer: string,
  envelopes: readonly Envelope[],
  logger: Logger,
): Promise<Envelope[]> {
  const firsts = new Map<string, Envelope>();
  for (const envelope of envelopes) if (!firsts.has(envelope.id)) firsts.set(envelope.id, envelope);
  const facts = [...firsts.values()];
  const column = <T>(attribute: (fact: Envelope) => T) => facts.map(attribute);
  // In the order of their ids, so that two processes that are given the same ones do not wait for each other.
  const rows = await sql.$queryRaw<{ id: string; isLost: boolean; isNew: boolean }[]>`
    WITH fact AS MATERIALIZED (
        SELECT f.*, is_lost_fact(f.timeline, f.position, f.id) AS is_lost
        FROM unnest(${column(fact => fact.id)}::uuid[], ${column(fact => serviceOf(fact.source))}::text[],
          ${column(fact => fact.type)}::text[], ${column(fact => fact.subject)}::text[],
          ${column(fact => Number(fact.sequence))}::int[], ${column(fact => fact.timeline ?? null)}::uuid[],
          ${column(fact => fact.position ?? null)}::bigint[])
          AS f (id, source, type, subject, sequence, timeline, position)),
      received AS (
        INSERT INTO inbox (message_id, consumer, type, subject, sequence, timeline, position)
        SELECT id, ${consumer}, type, subject, sequence, timeline, position FROM fact WHERE NOT is_lost ORDER BY id
        ON CONFLICT DO NOTHING RETURNING message_id),
      in_step AS (
        DELETE FROM subjects_ahead a USING fact f JOIN received ON received.message_id = f.id
        WHERE a.source = f.source AND a.subject = f.subject AND a.sequence < f.sequence
          AND (a.type !~ ${removal} OR f.type ~ ${removal}))
    SELECT fact.id, is_lost AS "isLost", received.message_id IS NOT NULL AS "isNew",
      set_config('ems.from_message', 'on', true)
    FROM fact LEFT JOIN received ON received.message_id = fact.id`;
  const outcomes = new Map(rows.map(row => [row.id.toLowerCase(), row]));
  const outcomeOf = ({ id }: Envelope) => outcomes.get(id.toLowerCase());
  for (const fact of facts.filter(each => outcomeOf(each)?.isLost)) {
    const { type, subject, sequence } = fact;
    logger.warn({ type, subject, sequence }, 'message ignored: its owner has lost this fact');
  }
  return facts.filter(fact => outcomeOf(fact)?.isNew);
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
