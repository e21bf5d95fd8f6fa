import type { TestDatabase } from '@ems/testing';

/** What must hold of the stored schedule at any time; each query returns the rows that break it. */
const rules: Record<string, string> = {
  'a room is booked twice': `
    SELECT a.id, b.id FROM slots a JOIN slots b ON a.room_id = b.room_id AND a.id < b.id
    JOIN rooms r ON r.id = a.room_id AND (NOT r.parallel OR a.session_id = b.session_id)
    WHERE a.starts_at < b.ends_at AND b.starts_at < a.ends_at`,
  'a speaker is in two places': `
    SELECT a.id, b.id FROM slots a JOIN slots b ON a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
    JOIN session_speakers x ON x.session_id = a.session_id AND x.binding
    JOIN session_speakers y ON y.session_id = b.session_id AND y.speaker_id = x.speaker_id AND y.binding
    WHERE a.session_id <> b.session_id`,
  'slot_speakers is not slots × session_speakers': `
    SELECT * FROM (SELECT t.id, p.speaker_id, p.binding, t.starts_at, t.ends_at FROM slots t JOIN session_speakers p USING (session_id)) expected
    FULL JOIN (SELECT slot_id, speaker_id, binding, starts_at, ends_at FROM slot_speakers) actual
      ON expected.id = actual.slot_id AND expected.speaker_id = actual.speaker_id AND expected.binding = actual.binding
        AND expected.starts_at = actual.starts_at AND expected.ends_at = actual.ends_at
    WHERE expected.id IS NULL OR actual.slot_id IS NULL`,
  'a slot of a session that is not accepted or confirmed': `
    SELECT t.id FROM slots t JOIN sessions s ON s.id = t.session_id
    WHERE s.status NOT IN ('accepted', 'confirmed') OR t.session_status <> s.status`,
  'a status without the history that leads to it': `
    SELECT id FROM sessions s WHERE status IS DISTINCT FROM
      (SELECT to_status FROM session_history h WHERE h.session_id = s.id ORDER BY h.id DESC LIMIT 1)`,
  'a history with a gap': `
    SELECT id FROM (SELECT id, from_status, lag(to_status) OVER (PARTITION BY session_id ORDER BY id) AS before
      FROM session_history) steps WHERE from_status IS DISTINCT FROM before`,
  'a version without its message': `
    SELECT s.id FROM sessions s WHERE version <> (SELECT count(*) FROM outbox WHERE subject = s.id::text)
    UNION ALL
    SELECT t.id FROM slots t WHERE version <> (SELECT count(*) FROM outbox WHERE subject = t.id::text)`,
};

/** @returns the names of the rules that the database breaks */
export async function brokenRules(database: TestDatabase): Promise<string[]> {
  const broken = [];
  for (const [name, query] of Object.entries(rules)) {
    if ((await database.query(query)).length > 0) broken.push(name);
  }
  return broken;
}
