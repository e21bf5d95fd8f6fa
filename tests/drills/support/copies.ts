import { query } from '../../support/databases';

interface Answers {
  owned: object[];
  copied: object[];
}

const eventsOf = async (slug: string) =>
  (
    await query<{ id: string; ownerId: string }>(
      'event',
      'SELECT id, owner_id AS "ownerId" FROM events WHERE slug = $1',
      [slug],
    )
  ).map(({ id, ownerId }) => ({ id, ownerId }));

/** The same facts of the event with this slug, as their owner has them and as another service has copied them. */
export const copies: Record<string, (slug: string) => Promise<Answers>> = {
  async 'who is on which session'(slug) {
    const events = (await eventsOf(slug)).map(({ id }) => id);
    return {
      owned: await query(
        'session',
        `SELECT s.id, s.state::text, s.title, array(
           SELECT speaker_id FROM session_speakers WHERE session_id = s.id ORDER BY speaker_id) AS speakers
         FROM sessions s WHERE event_id = ANY($1) ORDER BY s.id`,
        [events],
      ),
      copied: await query(
        'speaker',
        `SELECT id, state, title, array(SELECT unnest(speaker_ids) ORDER BY 1) AS speakers
         FROM session_copies WHERE NOT deleted AND event_id = ANY($1) ORDER BY id`,
        [events],
      ),
    };
  },
  async 'which speakers there are'(slug) {
    const owners = (await eventsOf(slug)).map(({ ownerId }) => ownerId);
    const owned = await query<{ id: string }>(
      'speaker',
      'SELECT id, user_id FROM speakers WHERE created_by = ANY($1) ORDER BY id',
      [owners],
    );
    const sql = 'SELECT id, user_id FROM speaker_copies WHERE NOT deleted AND id = ANY($1) ORDER BY id';
    return { owned, copied: await query('session', sql, [owned.map(({ id }) => id)]) };
  },
  async 'which events there are'(slug) {
    const owners = (await eventsOf(slug)).map(({ ownerId }) => ownerId);
    const sql = (table: string) =>
      `SELECT id, status::text, starts_at, ends_at FROM ${table} WHERE owner_id = ANY($1) ORDER BY id`;
    return {
      owned: await query('event', sql('events'), [owners]),
      copied: await query('session', sql('event_copies'), [owners]),
    };
  },
};
