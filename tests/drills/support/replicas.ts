import { query } from '../../support/databases';

interface Facts {
  owned: object[];
  replicated: object[];
}

const eventsOf = (slug: string) =>
  query<{ id: string; ownerId: string }>(
    'event-service',
    'SELECT id, owner_id AS "ownerId" FROM events WHERE slug = $1',
    [slug],
  );

/** The same facts of the event with this slug, in their owner's database and in the replica of another service. */
export const replicas: Record<string, (slug: string) => Promise<Facts>> = {
  async 'who is on which session'(slug) {
    const events = (await eventsOf(slug)).map(({ id }) => id);
    return {
      owned: await query(
        'session-service',
        `SELECT s.id, s.status::text, s.title, array(
           SELECT speaker_id FROM session_speakers WHERE session_id = s.id ORDER BY speaker_id) AS speakers
         FROM sessions s WHERE event_id = ANY($1) ORDER BY s.id`,
        [events],
      ),
      replicated: await query(
        'speaker-service',
        `SELECT id, status, title, array(SELECT unnest(speaker_ids) ORDER BY 1) AS speakers
         FROM session_replicas WHERE NOT deleted AND event_id = ANY($1) ORDER BY id`,
        [events],
      ),
    };
  },
  async 'which speakers there are'(slug) {
    const owners = (await eventsOf(slug)).map(({ ownerId }) => ownerId);
    const owned = await query<{ id: string }>(
      'speaker-service',
      'SELECT id, user_id FROM speakers WHERE created_by = ANY($1) ORDER BY id',
      [owners],
    );
    const sql = 'SELECT id, user_id FROM speaker_replicas WHERE NOT deleted AND id = ANY($1) ORDER BY id';
    return { owned, replicated: await query('session-service', sql, [owned.map(({ id }) => id)]) };
  },
  async 'which events there are'(slug) {
    const owners = (await eventsOf(slug)).map(({ ownerId }) => ownerId);
    const sql = (table: string) =>
      `SELECT id, status::text, starts_at, ends_at FROM ${table} WHERE owner_id = ANY($1) ORDER BY id`;
    return {
      owned: await query('event-service', sql('events'), [owners]),
      replicated: await query('session-service', sql('event_replicas'), [owners]),
    };
  },
};
