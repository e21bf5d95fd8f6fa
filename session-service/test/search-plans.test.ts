import { randomUUID } from 'node:crypto';
import type { Sql } from '@ems/chassis/database';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Prisma } from '../src/generated/prisma/client';
import { orderOf, searchSessions } from '../src/modules/sessions';
import { makeConference } from './support/conference';
import { type App, startSessionService } from './support/start';

/** Ends a search before it is run. */
class Asked extends Error {
  constructor(readonly statement: Prisma.Sql) {
    super('asked');
  }
}

const asking: Sql = {
  $queryRaw: (query, ...values) =>
    Promise.reject(
      new Asked(Prisma.sql('raw' in query ? query : query.strings, ...('raw' in query ? values : query.values))),
    ),
  $executeRaw: () => Promise.reject(new Error('a search writes nothing')),
};

describe('with thousands of sessions', () => {
  const count = 3_000;
  let running: App;
  beforeAll(async () => {
    running = await startSessionService();
    // One that began before the rows were there would count them last.
    await running.database.query('ALTER TABLE sessions SET (autovacuum_enabled = false)');
    for (let event = 0; event < 5; event++) {
      const { id } = await makeConference(running);
      await running.database.query(
        `INSERT INTO sessions (id, event_id, title, abstract, description, type, languages, duration_minutes, tags, status, submitter_id)
         SELECT gen_random_uuid(), $1, 'Common ' || n, CASE n WHEN 7 THEN 'okapi' ELSE '' END, '', 'talk', '{en}', 30, '{}', 'confirmed', $2
         FROM generate_series(1, $3::int) n`,
        [id, randomUUID(), count / 5],
      );
    }
    await running.database.query('ANALYZE sessions, event_replicas');
  });
  afterAll(() => running.stop());

  async function planOf(q: string | undefined, sort: Parameters<typeof orderOf>[0]): Promise<string> {
    const order = orderOf(sort, q);
    const asked = await Promise.resolve(
      searchSessions(asking, q === undefined ? {} : { q }, null, order, undefined, 21),
    ).catch(error => error);
    if (!(asked instanceof Asked)) throw asked;
    const { text, values } = asked.statement;
    return JSON.stringify(await running.database.query(`EXPLAIN (FORMAT JSON) ${text}`, values));
  }

  const whole = /"Node Type":"Seq Scan"[^{}]*"Relation Name":"sessions"/;

  test.each([undefined, 'title', 'createdAt', '-createdAt'] as const)(
    'a page in the order %s reads no more of them than it shows',
    async sort => {
      const plan = await planOf(undefined, sort);
      expect(plan).not.toMatch(whole);
      expect(plan).toMatch(/"Index Name":"sessions_(pkey|title_order_id_idx|created_at_id_idx)"/);
    },
  );

  test.each(['common', 'okapi'])('a search for %s reads a bounded part of them', async q => {
    expect(await planOf(q, undefined)).not.toMatch(whole);
  });

  test('of a word that too many have, pages come in the order of creation, and each match once', async () => {
    const seen: string[] = [];
    for (let path = '/sessions?q=common&limit=100'; path !== ''; ) {
      const { body } = expectStatus(await running.as()('get', path as '/sessions'), 200);
      seen.push(...body.data.map(({ id }) => id));
      const { nextCursor } = body.page;
      path = nextCursor === null || seen.length >= 700 ? '' : `/sessions?q=common&limit=100&cursor=${nextCursor}`;
    }
    expect(seen).toHaveLength(700);
    expect(new Set(seen).size).toBe(700);
    expect(seen).toEqual(seen.toSorted());
  });
});
