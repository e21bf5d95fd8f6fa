import type { BenchContext } from '../cases/case.ts';
import { copyRows } from '../targets/copy-rows.ts';
import { settle } from '../targets/settle.ts';
import { post } from './api.ts';
import { execute } from './write-rows.ts';

const slotCount = 2_000;
const roomCount = 20;
const speakerCount = 1_000;
const startsAt = '2033-01-01T00:00:00.000Z';
const endsAt = '2033-01-06T00:00:00.000Z';

/** Ids that say what they are of, the same in each database. */
const uuid = (kind: number, number: string) =>
  `('0000000${kind}-0000-4000-a000-' || lpad((${number})::text, 12, '0'))::uuid`;

/** A published event of 2,000 slots, written past the services, which would take minutes; both sides have it. @returns its id */
export async function largeEvent(context: BenchContext): Promise<string> {
  const { system, monolith, demo, signToken } = context;
  const token = signToken(demo.organizer.id);
  const event = await post<{ id: string }>(system.origin, '/api/v1/events', token, {
    title: 'Two thousand slots',
    startsAt,
    endsAt,
    timezone: 'Europe/Berlin',
    venue: { name: 'House of many rooms' },
  });
  await post(system.origin, `/api/v1/events/${event.id}/publish`, token);
  await settle(context);
  const { id } = event;
  const speaker = uuid(2, `i % ${speakerCount}`);
  const [room, session] = [uuid(1, `i % ${roomCount}`), uuid(3, 'i')];
  const all = `generate_series(0, ${slotCount} - 1) i`;
  await execute(system.databases.speakers, [
    `INSERT INTO speakers (id, name, tagline, bio, company, job_title, location, links, topics, languages, created_by)
     SELECT ${speaker}, 'Speaker ' || i, 'Knows ' || md5(i::text), repeat('Has done much. ', 20), '', '', '', '[]', '{}', '{en}', $1::uuid
     FROM generate_series(0, ${speakerCount} - 1) i`,
    [demo.organizer.id],
  ]);
  await execute(
    system.databases.sessions,
    [
      `INSERT INTO speaker_replicas (id, version, name) SELECT ${speaker}, 1, 'Speaker ' || i FROM generate_series(0, ${speakerCount} - 1) i`,
    ],
    [
      `INSERT INTO rooms (id, event_id, name, position) SELECT ${room}, $1::uuid, 'Room ' || i, i FROM generate_series(0, ${roomCount} - 1) i`,
      [id],
    ],
    [
      `INSERT INTO sessions (id, event_id, title, abstract, description, type, languages, duration_minutes, tags, status, submitter_id)
       SELECT ${session}, $1::uuid, 'Talk ' || i, repeat(md5(i::text) || ' ', 5), '', 'talk', '{en}', 45, '{a,b}', 'confirmed', $2::uuid FROM ${all}`,
      [id, demo.organizer.id],
    ],
    [`INSERT INTO session_speakers (session_id, speaker_id) SELECT ${session}, ${speaker} FROM ${all}`],
    [
      `INSERT INTO slots (id, event_id, session_id, session_status, room_id, parallel, starts_at, ends_at)
       SELECT ${uuid(4, 'i')}, $1::uuid, s.id, s.status, ${room}, false,
         $2::timestamptz + (i / ${roomCount}) * interval '1 hour', $2::timestamptz + (i / ${roomCount}) * interval '1 hour' + interval '45 minutes'
       FROM ${all} JOIN sessions s ON s.id = ${session}`,
      [id, startsAt],
    ],
    ['ANALYZE'],
  );
  await copyRows(system, monolith.target);
  return id;
}
