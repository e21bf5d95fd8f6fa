import { log } from '../../log.ts';
import type { BenchContext } from '../cases/case.ts';
import { execute } from './write-rows.ts';

const events = 100_000;
const sessions = 500_000;
const registrations = 1_000_000;
/** In each of two outboxes. */
const messages = 1_000_000;
const batch = 50_000;

const uuid = (kind: number, number: string) =>
  `('0000000${kind}-0000-4000-b000-' || lpad((${number})::text, 12, '0'))::uuid`;
const eventOf = uuid(1, `i % ${events}`);
const at = "'2034-01-01'::timestamptz + (i % 3000) * interval '1 hour'";

/** Statements of `i`, from 0 to below `count`, by batches. */
async function fill(
  url: string,
  what: string,
  count: number,
  statement: string,
  values: unknown[] = [],
): Promise<void> {
  log(`scale: ${count.toLocaleString('en')} ${what}`);
  for (let from = 0; from < count; from += batch) {
    const range = `generate_series(${from}, ${Math.min(count, from + batch) - 1}) i`;
    await execute(url, [statement.replace('$range', range), values]);
  }
}

/** Fills the tables past the services: 100,000 events, 500,000 sessions, 1,000,000 registrations, 2,000,000 messages that were sent. */
export async function fillTables({ system, demo }: BenchContext): Promise<void> {
  const { databases } = system;
  const owner = [demo.organizer.id];
  await fill(
    databases.events,
    'events',
    events,
    `INSERT INTO events (id, slug, title, starts_at, ends_at, timezone, venue_name, venue_city, venue_country, tags, status, owner_id)
     SELECT ${uuid(1, 'i')}, 'scale-' || i, 'Meeting ' || md5(i::text), ${at}, ${at} + interval '3 days', 'UTC', 'House', 'Berlin', 'DE',
       '{"open source"}', 'published', $1 FROM $range`,
    owner,
  );
  await fill(
    databases.events,
    'rows of seats',
    events,
    `INSERT INTO event_seats (event_id) SELECT ${uuid(1, 'i')} FROM $range`,
  );
  await fill(
    databases.events,
    'registrations',
    registrations,
    `INSERT INTO registrations (id, event_id, user_id, status, ticket_code, confirmed_at)
     SELECT ${uuid(5, 'i')}, ${eventOf}, ${uuid(8, 'i')}, 'confirmed', 'scale-' || i, now() FROM $range`,
  );
  await fill(
    databases.sessions,
    'replicas of events',
    events,
    `INSERT INTO event_replicas (id, version, slug, status, owner_id, starts_at, ends_at, timezone)
     SELECT ${uuid(1, 'i')}, 1, 'scale-' || i, 'published', $1, ${at}, ${at} + interval '3 days', 'UTC' FROM $range`,
    owner,
  );
  await fill(
    databases.sessions,
    'sessions',
    sessions,
    `INSERT INTO sessions (id, event_id, title, abstract, description, type, languages, duration_minutes, tags, status, submitter_id)
     SELECT ${uuid(3, 'i')}, ${eventOf}, 'Talk ' || md5(i::text), '', '', 'talk', '{en}', 45, '{}', 'confirmed', $1 FROM $range`,
    owner,
  );
  for (const database of [databases.events, databases.sessions])
    await fill(
      database,
      'messages',
      messages,
      `INSERT INTO outbox (message_id, type, subject, sequence, payload, published_at)
       SELECT ${uuid(7, 'i')}, 'session.updated.v1', ${uuid(3, 'i')}, 1, '{}', now() FROM $range`,
    );
  for (const database of [databases.events, databases.sessions]) await execute(database, ['VACUUM ANALYZE']);
}
