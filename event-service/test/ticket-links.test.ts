import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePublished, type TestEvent } from './support/events';
import { registered } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('a link to a ticket', () => {
  let running: App;
  let event: TestEvent;
  let people: Awaited<ReturnType<typeof registered>>;
  beforeAll(async () => {
    running = await startEventService();
    event = await makePublished(running, { capacity: 2 });
    people = await registered(running, event.id, 3);
  });
  afterAll(() => running.stop());

  const person = (index: number) => {
    const somebody = people[index];
    if (!somebody) throw new Error(`only ${people.length} have registered`);
    return somebody;
  };
  const ticketOf = (index: number) => `/registrations/${person(index).id}/ticket.svg` as const;
  const linksOf = (index: number) => `/registrations/${person(index).id}/ticket-links` as const;
  const newLink = async (index: number) => {
    const { body } = expectStatus(await person(index).api('post', linksOf(index)), 201);
    return new URL(body.url);
  };
  const open = (path: string, { search }: URL) => running.as()('get', `${path}${search}`);

  test('shows it without a token, to no cache, and to pages everywhere', async () => {
    const before = Date.now();
    const made = expectStatus(await person(0).api('post', linksOf(0)), 201);
    const url = new URL(made.body.url);
    expect(url.pathname).toBe(`/api/v1${ticketOf(0)}`);
    expect(made.headers.location).toBe(url.pathname);
    const expiresAt = Date.parse(made.body.expiresAt);
    expect(expiresAt).toBeGreaterThan(before + 299_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 300_000);
    const shown = expectStatus(await open(ticketOf(0), url), 200);
    expect(shown.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'private, no-store',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(shown.body).toEqual((await person(0).api('get', ticketOf(0))).body);
  });

  test('is good for that ticket alone, unchanged', async () => {
    const link = await newLink(0);
    expectStatus(await open(ticketOf(1), link), 404);
    for (const [name, value] of [
      ['expires', new Date(Date.parse(String(link.searchParams.get('expires'))) + 60_000).toISOString()],
      ['signature', 'A'.repeat(43)],
    ] as const) {
      const changed = new URL(link);
      changed.searchParams.set(name, value);
      expectStatus(await open(ticketOf(0), changed), 404);
    }
    for (const query of ['', '?expires=2030-01-01T00:00:00Z', `?signature=${'A'.repeat(43)}`])
      expectStatus(await running.as()('get', `${ticketOf(0)}${query}`), 401);
    expectStatus(await running.as()('get', `${ticketOf(0)}${link.search}&more=1`), 400);
    const path = `/events/${event.id}/registrations/${person(0).id}${link.search}`;
    expectStatus(await running.as()('get', path), 401);
  });

  test('is made by who may see the ticket, while there is one', async () => {
    expectStatus(await person(1).api('post', linksOf(0)), 404);
    expectStatus(await running.as()('post', linksOf(0)), 401);
    expectStatus(await running.as(randomUUID())('post', `/registrations/${randomUUID()}/ticket-links`), 404);
    expectStatus(await event.owner('post', linksOf(0)), 201);
    expectStatus(await person(2).api('post', linksOf(2)), 409, 'registration.no-ticket');
  });

  test('ends with the seat, and with its code', async () => {
    const link = await newLink(0);
    expectStatus(await person(0).api('delete', `/events/${event.id}/registrations/me`), 204);
    expectStatus(await open(ticketOf(0), link), 404);
  });

  test('stands in no database, also where it was made by an Idempotency-Key', async () => {
    const key = randomUUID();
    const call = () => person(1).api('post', linksOf(1)).set('idempotency-key', key).set('prefer', 'return=minimal');
    const { url } = expectStatus(await call(), 201).body;
    expect(expectStatus(await call(), 201).body.url).toBe(url);
    const kept = await running.database.query('SELECT body FROM idempotency WHERE key = $1', [key]);
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain('signature');
  });
});
