import type { Caller } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { toCsv } from '@ems/chassis/http';
import { findSpeakersAt, type ShownSpeaker, toLinks, toSpeakerView } from '../speakers';

const columns = [
  'id',
  'name',
  'email',
  'tagline',
  'company',
  'jobTitle',
  'location',
  'topics',
  'languages',
  'photoUrl',
  'links',
  'bio',
  'userId',
  'sessions',
] as const;

/** All who speak at an event as CSV, in the order of their names; `sessions` are those of the event, by their titles. */
export async function exportSpeakers(sql: Sql, eventId: string, caller: Caller): Promise<string> {
  const speakers = await findSpeakersAt(sql, eventId, caller);
  const titles = await findTitles(sql, eventId);
  return toCsv(columns, cellsOf(speakers, caller, titles));
}

/** Titles of the sessions of an event that are no drafts, by the ids of those who speak in them. */
async function findTitles(sql: Sql, eventId: string): Promise<ReadonlyMap<string, string[]>> {
  const rows = await sql.$queryRaw<{ id: string; titles: string[] }[]>`
    SELECT speaker_id::text AS id, array_agg(title ORDER BY session_replicas.id) AS titles
    FROM session_replicas, unnest(speaker_ids) AS speaker_id
    WHERE event_id = ${eventId}::uuid AND NOT deleted AND status <> 'draft' GROUP BY speaker_id`;
  return new Map(rows.map(({ id, titles }) => [id, titles]));
}

function* cellsOf(speakers: readonly ShownSpeaker[], caller: Caller, titles: ReadonlyMap<string, string[]>) {
  for (const speaker of speakers) {
    const view = toSpeakerView(speaker, caller);
    const cells = {
      ...view,
      email: view.email ?? null,
      topics: view.topics.join(', '),
      languages: view.languages.join(', '),
      links: toLinks(speaker)
        .map(({ label, url }) => `${label}: ${url}`)
        .join('\n'),
      sessions: (titles.get(speaker.id) ?? []).join('\n'),
    };
    yield columns.map(column => cells[column]);
  }
}
