import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePublished, type TestEvent } from './support/events';
import { registered, seatsOf } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('those who run an event', () => {
  let running: App;
  let event: TestEvent;
  let people: Awaited<ReturnType<typeof registered>>;
  beforeAll(async () => {
    running = await startEventService();
    event = await makePublished(running, { capacity: 2, slug: 'list-conf' });
    people = await registered(running, event.id, 4);
  });
  afterAll(() => running.stop());

  const list = (query = '') => event.owner('get', `/events/${event.id}/registrations?${query}`);
  const csv = () => event.owner('get', `/events/${event.id}/registrations.csv`);
  const apiOf = (index: number) => {
    const somebody = people[index];
    if (!somebody) throw new Error(`only ${people.length} have registered`);
    return somebody.api;
  };
  const ids = async (query: string) => (await list(query)).body.data.map(({ id }) => id);

  test('list registrations in order, page by page, by status, person and ticket', async () => {
    expect(await ids('')).toEqual(people.map(({ id }) => id));
    const first = await list('limit=3');
    expect(first.headers.link).toContain('rel="next"');
    expect(await ids(`limit=3&cursor=${first.body.page.nextCursor}`)).toEqual([people[3]?.id]);
    const waiting = (await list('status=waitlisted')).body.data;
    expect(waiting.map(({ position }) => position)).toEqual([1, 2]);
    expect(await ids(`q=${people[2]?.userId}`)).toEqual([people[2]?.id]);
    const code = String(first.body.data[0]?.ticketCode);
    expect(await ids(`q=${code.toLowerCase().slice(0, 13)}`)).toEqual([people[0]?.id]);
    expect(await ids('q=nobody')).toEqual([]);
    const ofYearZero = Buffer.from(JSON.stringify(['0000-01-01T00:00:00Z', randomUUID()])).toString('base64url');
    for (const cursor of ['nonsense', ofYearZero]) expectStatus(await list(`cursor=${cursor}`), 400);
    expectStatus(await list('name=x'), 400);
  });

  test('and nobody else does', async () => {
    const paths = ['registrations', 'registrations.csv'];
    for (const path of paths) {
      expectStatus(await running.as(randomUUID())('get', `/events/${event.id}/${path}`), 403);
      expectStatus(await running.as()('get', `/events/${event.id}/${path}`), 401);
      expectStatus(await running.as(randomUUID(), 'admin')('get', `/events/${event.id}/${path}`), 200);
      expectStatus(await event.owner('get', `/events/${randomUUID()}/${path}`), 404);
    }
  });

  test('have them as CSV, the same bytes each time', async () => {
    const reply = await csv();
    expect(reply.headers['content-type']).toMatch(/^text\/csv/);
    expect(reply.headers['content-disposition']).toBe('attachment; filename="list-conf-registrations.csv"');
    const lines = reply.text.split('\r\n');
    expect(lines[0]).toBe(
      '\uFEFFid,userId,name,email,status,position,ticketCode,createdAt,confirmedAt,cancelledAt,checkedInAt',
    );
    expect(lines).toHaveLength(6);
    expect(lines[1]).toMatch(new RegExp(`^${people[0]?.id},${people[0]?.userId},,,confirmed,,[0-9A-Z-]{23},`));
    expect(lines[3]).toMatch(new RegExp(`^${people[2]?.id},${people[2]?.userId},,,waitlisted,1,,`));
    expectStatus(await csv().set('if-none-match', String(reply.headers.etag)), 304);
  });

  test('see a ticket as a QR code, as its owner does, while it is one', async () => {
    const path = (n: number) => `/registrations/${people[n]?.id}/ticket.svg`;
    const mine = expectStatus(await apiOf(0)('get', path(0)), 200);
    expect(mine.headers['content-type']).toBe('image/svg+xml');
    expect(String(mine.body)).toMatch(/^<svg [^>]*viewBox/);
    expect((await event.owner('get', path(0))).body).toEqual(mine?.body);
    expectStatus(await apiOf(1)('get', path(0)), 404);
    expect((await people[2]?.api('get', path(2)))?.body).toMatchObject({
      code: 'registration.no-ticket',
      registration: 'waitlisted',
    });
  });

  test('cancel any registration, once, and the seat goes to the next; strangers cannot', async () => {
    const path = `/events/${event.id}/registrations/${people[0]?.id}`;
    const elsewhere = await makePublished(running);
    expectStatus(await running.as(randomUUID())('delete', path), 404);
    expectStatus(await apiOf(1)('delete', path), 404);
    expectStatus(await elsewhere.owner('delete', path.replace(event.id, elsewhere.id)), 404);
    expectStatus(await event.owner('delete', path), 204);
    expectStatus(await event.owner('delete', path), 204);
    expect((await event.owner('get', path)).body).toMatchObject({ status: 'cancelled', ticketCode: null, version: 2 });
    expect((await people[2]?.mine(event.id))?.body.status).toBe('confirmed');
    expect(await seatsOf(running, event.id)).toMatchObject({ taken: 2, confirmed: 2, waitlisted: 1, waiting: 1 });
  });
});
