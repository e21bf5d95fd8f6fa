import { randomBytes } from 'node:crypto';
import { makeConference } from './conference';
import type { App } from './start';

export const sessionCount = 2_000;
/** So many sessions have a room at the same time. */
const roomCount = 20;

/**
 * An event of 2,000 sessions with long texts, 1,000 speakers and 20 rooms in four days around the clock: 1,900 scheduled,
 * a tenth of the speakers there only in part, some rooms too small. Written past the service, which would take minutes.
 * @param sessions how many, for a smaller event of the same shape
 */
export async function makeLargeEvent(running: App, sessions = sessionCount) {
  const camp = await makeConference(running, { endsAt: new Date(Date.UTC(2026, 4, 5, 4)).toISOString() });
  const [speakers, slots] = [sessions / 2, sessions * 0.95];
  const own = randomBytes(3).toString('hex');
  const uuid = (prefix: string, number: string) =>
    `('${prefix}${own}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
  const [room, session] = [uuid('01', `i % ${roomCount}`), uuid('03', 'i')];
  const speaker = uuid('02', `(i * 7) % ${speakers}`);
  const fill = (sql: string) => running.database.query(sql.replaceAll('$1', `'${camp.id}'::uuid`));
  await fill(`INSERT INTO rooms (id, event_id, name, capacity, position, hours)
    SELECT ${room}, $1, 'Room ' || i, 100 + i, i, '{[2026-05-01 00:00Z, 2026-05-05 02:00Z)}'
    FROM generate_series(0, ${roomCount} - 1) i`);
  await fill(
    `INSERT INTO speaker_replicas (id, version) SELECT ${speaker}, 1 FROM generate_series(0, ${speakers} - 1) i`,
  );
  await fill(`INSERT INTO availability_replicas (speaker_id, event_id, version, intervals, changed_at)
    SELECT ${speaker}, $1, 1, tstzmultirange(tstzrange('2026-05-01 00:00Z',
      '2026-05-05 04:00Z'::timestamptz - CASE WHEN i % 10 = 0 THEN interval '2 days' ELSE interval '0' END)), now()
    FROM generate_series(0, ${speakers} - 1) i`);
  await fill(`INSERT INTO sessions (id, event_id, title, abstract, description, type, languages, duration_minutes, tags,
      status, submitter_id, expected_audience)
    SELECT ${session}, $1, 'Talk ' || i || ' on ' || md5(i::text), repeat(md5(i::text) || ' rust und Frieden ', 15),
      repeat('Ein längerer Text, ' || md5((i * 3)::text) || ' ', 30), 'talk', '{en}', 45, '{a,b}',
      CASE WHEN i % 20 = 19 THEN 'accepted' ELSE 'confirmed' END::"SessionStatus", $1, 20 + i % 100
    FROM generate_series(0, ${sessions} - 1) i`);
  await fill(`INSERT INTO session_history (session_id, actor_id, action, to_status)
    SELECT id, $1, 'create', status FROM sessions WHERE event_id = $1`);
  await fill(`INSERT INTO session_speakers (session_id, speaker_id)
    SELECT ${session}, ${speaker} FROM generate_series(0, ${sessions} - 1) i`);
  await fill(`INSERT INTO slots (id, event_id, session_id, session_status, room_id, parallel, starts_at, ends_at)
    SELECT gen_random_uuid(), $1, s.id, s.status, ${room}, false,
      '2026-05-01 00:00Z'::timestamptz + (i / ${roomCount}) * interval '1 hour',
      '2026-05-01 00:45Z'::timestamptz + (i / ${roomCount}) * interval '1 hour'
    FROM generate_series(0, ${slots} - 1) i JOIN sessions s ON s.id = ${session}`);
  await running.database.query('ANALYZE');
  return camp;
}
