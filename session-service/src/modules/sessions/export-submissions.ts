import { toCsv } from '@ems/chassis/http';
import type { Db } from '../../shared/database';

/** A submission as a row of a table has it, which begins with what one looks for. */
interface Submission {
  id: string;
  title: string;
  status: string;
  announcedStatus: string;
  type: string;
  track: string | null;
  speakers: string | null;
  submitterId: string;
  durationMinutes: number;
  languages: string;
  level: string | null;
  reviews: number;
  averageScore: number | null;
  note: string | null;
  message: string | null;
  createdAt: Date;
  updatedAt: Date;
}

const columns = [
  'id',
  'title',
  'status',
  'announcedStatus',
  'type',
  'track',
  'speakers',
  'submitterId',
  'durationMinutes',
  'languages',
  'level',
  'reviews',
  'averageScore',
  'note',
  'message',
  'createdAt',
  'updatedAt',
] as const satisfies (keyof Submission)[];

/** All that was submitted to an event as CSV, in the order of creation, as its team knows it; no drafts, which are not theirs yet. */
export async function exportSubmissions(db: Db, eventId: string): Promise<string> {
  const rows = await db.$queryRaw<Submission[]>`
    SELECT s.id::text, s.title, s.status::text, coalesce(s.announced_status, s.status)::text AS "announcedStatus",
      s.type::text, t.name AS track,
      (SELECT string_agg(coalesce(r.name, r.id::text), '; ' ORDER BY p.position, p.speaker_id)
        FROM session_speakers p JOIN speaker_replicas r ON r.id = p.speaker_id WHERE p.session_id = s.id) AS speakers,
      s.submitter_id::text AS "submitterId", s.duration_minutes AS "durationMinutes",
      array_to_string(s.languages, ' ') AS languages, s.level::text, v.reviews, v."averageScore",
      (SELECT h.note FROM session_history h WHERE h.session_id = s.id AND h.note IS NOT NULL ORDER BY h.id DESC LIMIT 1) AS note,
      s.decision_message AS message, s.created_at AS "createdAt", s.updated_at AS "updatedAt"
    FROM sessions s LEFT JOIN tracks t ON t.id = s.track_id
    JOIN LATERAL (
      SELECT count(*)::int AS reviews, round(avg(score), 2)::float8 AS "averageScore" FROM reviews
      WHERE session_id = s.id AND NOT conflict_of_interest) v ON true
    WHERE s.event_id = ${eventId}::uuid AND s.status <> 'draft' ORDER BY s.id`;
  return toCsv(columns, cellsOf(rows));
}

function* cellsOf(rows: readonly Submission[]) {
  for (const row of rows) {
    yield columns.map(column => {
      const value = row[column];
      return value instanceof Date ? value.toISOString() : value;
    });
  }
}
