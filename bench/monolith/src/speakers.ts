import { Router } from 'express';
import { z } from 'zod';
import { callerOf } from './auth.ts';
import { pool } from './database.ts';

const listQuery = z.object({
  q: z.string().trim().min(1).max(200),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

interface SpeakerRow {
  id: string;
  name: string;
  tagline: string;
  bio: string;
  company: string;
  job_title: string;
  location: string;
  photo_url: string | null;
  links: unknown;
  topics: string[];
  languages: string[];
  user_id: string | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

const toView = (speaker: SpeakerRow) => ({
  id: speaker.id,
  name: speaker.name,
  tagline: speaker.tagline,
  bio: speaker.bio,
  company: speaker.company,
  jobTitle: speaker.job_title,
  location: speaker.location,
  photoUrl: speaker.photo_url,
  links: speaker.links,
  topics: speaker.topics,
  languages: speaker.languages,
  claimed: speaker.user_id !== null,
  createdAt: speaker.created_at,
  updatedAt: speaker.updated_at,
  version: speaker.version,
});

export const speakers = Router().get('/speakers', async (request, response) => {
  const { q, limit } = listQuery.parse(request.query);
  const { rows } = await pool.query<SpeakerRow>({
    name: 'speakers-search',
    text: `SELECT id, name, tagline, bio, company, job_title, location, photo_url, links, topics, languages, user_id, version,
        created_at, updated_at
      FROM speakers WHERE document @@ to_search_query($1)
      ORDER BY ts_rank(document, to_search_query($1)) DESC, id LIMIT $2`,
    values: [q, limit + 1],
  });
  const data = rows.slice(0, limit).map(toView);
  const nextCursor = rows.length > limit ? Buffer.from(data.at(-1)?.id ?? '').toString('base64url') : null;
  response.set('Cache-Control', callerOf(response) ? 'private' : 'no-cache').json({ data, page: { nextCursor } });
});
