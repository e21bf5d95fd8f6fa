import { log } from '../../log.ts';
import type { BenchContext } from '../cases/case.ts';
import { execute } from './write-rows.ts';

/** Of each event. */
const each = { sessions: 5, registrations: 10, messages: 10 };
const batch = 50_000;

const uuid = (kind: number, number: string) =>
  `('0000000${kind}-0000-4000-b000-' || lpad((${number})::text, 12, '0'))::uuid`;
/** Of what comes `count` to an event, in the order of the events. */
const eventOf = (count: number) => uuid(1, `i / ${count}`);
const at = "'2034-01-01'::timestamptz + (i % 3000) * interval '1 hour'";

/** Events by their numbers. */
export interface EventRange {
  from: number;
  to: number;
}

/** Statements of `i`, which counts what comes `count` to an event, by batches. */
async function fill(
  url: string,
  what: string,
  events: EventRange,
  count: number,
  statement: string,
  values: unknown[] = [],
): Promise<void> {
  const [first, end] = [events.from * count, events.to * count];
  log(`scale: ${(end - first).toLocaleString('en')} ${what}`);
  for (let from = first; from < end; from += batch) {
    const range = `generate_series(${from}, ${Math.min(end, from + batch) - 1}) i`;
    await execute(url, [statement.replace('$range', range), values]);
  }
}

/**
 * Fills the tables past the services: each event has 5 sessions, 10 registrations, and 10 messages that were sent in each of two outboxes.
 * @param range 100,000 events unless it says others
 */
export async function fillTables(
  { system, demo }: Pick<BenchContext, 'system'> & { demo: Pick<BenchContext['demo'], 'organizer'> },
  range: EventRange = { from: 0, to: 100_000 },
): Promise<void> {
  const { databases } = system;
  const owner = [demo.organizer.id];
  await fill(
    databases.events,
    'events',
    range,
    1,
    `INSERT INTO events (id, slug, title, starts_at, ends_at, timezone, venue_name, venue_city, venue_country, tags, status, owner_id)
     SELECT ${uuid(1, 'i')}, 'scale-' || i, 'Meeting ' || md5(i::text), ${at}, ${at} + interval '3 days', 'UTC', 'House', 'Berlin', 'DE',
       '{"open source"}', 'published', $1 FROM $range`,
    owner,
  );
  await fill(
    databases.events,
    'rows of seats',
    range,
    1,
    `INSERT INTO event_seats (event_id) SELECT ${uuid(1, 'i')} FROM $range`,
  );
  await fill(
    databases.events,
    'registrations',
    range,
    each.registrations,
    `INSERT INTO registrations (id, event_id, user_id, status, ticket_code, confirmed_at)
     SELECT ${uuid(5, 'i')}, ${eventOf(each.registrations)}, ${uuid(8, 'i')}, 'confirmed', 'scale-' || i, now() FROM $range`,
  );
  await fill(
    databases.sessions,
    'replicas of events',
    range,
    1,
    `INSERT INTO event_replicas (id, version, slug, status, owner_id, starts_at, ends_at, timezone)
     SELECT ${uuid(1, 'i')}, 1, 'scale-' || i, 'published', $1, ${at}, ${at} + interval '3 days', 'UTC' FROM $range`,
    owner,
  );
  await fill(
    databases.sessions,
    'sessions',
    range,
    each.sessions,
    `INSERT INTO sessions (id, event_id, title, abstract, description, type, languages, duration_minutes, tags, status, submitter_id)
     SELECT ${uuid(3, 'i')}, ${eventOf(each.sessions)}, 'Talk ' || md5(i::text), '', '', 'talk', '{en}', 45, '{}', 'confirmed', $1 FROM $range`,
    owner,
  );
  for (const database of [databases.events, databases.sessions])
    await fill(
      database,
      'messages',
      range,
      each.messages,
      `INSERT INTO outbox (message_id, type, subject, sequence, payload, published_at)
       SELECT ${uuid(7, 'i')}, 'session.updated.v1', ${uuid(3, 'i')}, 1, '{}', now() FROM $range`,
    );
  for (const database of [databases.events, databases.sessions]) await execute(database, ['VACUUM ANALYZE']);
}
