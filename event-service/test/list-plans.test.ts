import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Prisma } from '../src/generated/prisma/client';
import { orderOf } from '../src/modules/events';
import { type App, startEventService } from './support/start';

describe('with thousands of events', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
    // One that began before the rows were there would count them last.
    await running.database.query('ALTER TABLE events SET (autovacuum_enabled = false)');
    await running.database.query(
      `INSERT INTO events (id, slug, title, description, starts_at, ends_at, timezone, status, owner_id, tags, online_url)
       SELECT gen_random_uuid(), 'c-' || n, 'Common ' || n, CASE n WHEN 7 THEN 'okapi' ELSE '' END,
         now() + n * interval '1 hour', now() + n * interval '1 hour' + interval '1 day', 'UTC', 'published', $1, '{}', 'https://x.example'
       FROM generate_series(1, 3000) n`,
      [randomUUID()],
    );
    await running.database.query('ANALYZE events');
  });
  afterAll(() => running.stop());

  const isPublic = Prisma.sql`e.status <> 'draft'`;
  const has = (q: string) => Prisma.sql`e.document @@ to_search_query(${q})`;
  async function planOf({ text, values }: Prisma.Sql): Promise<string> {
    return JSON.stringify(await running.database.query(`EXPLAIN (FORMAT JSON) ${text}`, values));
  }

  test.each([undefined, '-startsAt', '-createdAt'] as const)(
    'a page in the order %s reads no more of them than it shows',
    async sort => {
      const order = orderOf(sort, undefined);
      for (const after of [undefined, [Date.now(), randomUUID()] as const])
        expect(await planOf(order.page([isPublic], after, 21))).not.toContain('Seq Scan');
    },
  );

  test.each(['common', 'okapi'])('a search for %s reads a bounded part of them', async q => {
    expect(await planOf(orderOf(undefined, q).page([isPublic, has(q)], undefined, 21))).not.toContain('Seq Scan');
  });

  test.each([
    ['q=common', (a: Shown, b: Shown) => a.id > b.id],
    ['sort=startsAt', (a: Shown, b: Shown) => a.startsAt < b.startsAt],
    ['sort=-startsAt', (a: Shown, b: Shown) => a.startsAt > b.startsAt],
  ])('the pages of %s show each event once, in order', async (query, isBefore) => {
    const seen: Shown[] = [];
    let cursor: string | null = '';
    while (cursor !== null && seen.length < 700) {
      const path: string = `/events?${query}&limit=100${cursor && `&cursor=${cursor}`}`;
      const { body }: { body: Page } = expectStatus(await running.as()('get', path as '/events'), 200);
      seen.push(...body.data);
      cursor = body.page.nextCursor;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(700);
    expect(seen.every((event, at) => at === 0 || isBefore(seen[at - 1] ?? event, event))).toBe(true);
  });
});

interface Shown {
  id: string;
  startsAt: string;
}

interface Page {
  data: Shown[];
  page: { nextCursor: string | null };
}
