import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { gateway } from '../support/api';
import { asOrganizer, unique } from '../support/as-organizer';
import { root } from '../support/services';
import { registerUser, type User } from '../support/users';
import { startBrowser, type TestBrowser } from './browser';

interface Asked {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: object;
}

/** What a page gets to see of a reply; undefined where the browser keeps all of it from the page. */
interface Seen {
  status: number;
  headers: Record<string, string>;
  body: { [member: string]: unknown };
}

const stranger = 'stranger.example';
const json = { 'content-type': 'application/json' };

/** The page's own fetch. */
const ask = (page: Page, { path, method = 'GET', headers = {}, body }: Asked): Promise<Seen | undefined> =>
  page.evaluate(
    async ([url, init]) => {
      const response = await fetch(url, init).catch(() => undefined);
      if (!response) return undefined;
      const text = await response.text();
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: text === '' ? {} : JSON.parse(text),
      };
    },
    [`${gateway()}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }] as const,
  );

let browser: TestBrowser;
let ada: User;
let token: Record<string, string>;
beforeAll(async () => {
  browser = await startBrowser();
  ada = await registerUser();
  token = { authorization: `Bearer ${ada.accessToken}` };
});
afterAll(() => browser.close());

const blank = (host: string) => browser.open('<!doctype html><title>A page</title>', host);

describe('a page of an allowed origin on another port', () => {
  test.each(['127.0.0.1', 'localhost'])('on %s logs in, writes, and reads what went wrong', async host => {
    const page = await blank(host);
    const password = 'correct horse battery';
    const account = { email: `${randomUUID()}@example.org`, password, name: 'Ada' };
    const registered = await ask(page, { path: '/api/v1/auth/register', method: 'POST', headers: json, body: account });
    expect(registered?.status).toBe(201);
    const authorization = `Bearer ${registered?.body.accessToken}`;
    const event = {
      ...{ title: 'From afar', startsAt: '2030-05-04T08:00:00Z', endsAt: '2030-05-04T18:00:00Z' },
      ...{ timezone: 'Europe/Berlin', onlineUrl: 'https://tiny.example.org' },
    };
    const headers = { ...json, authorization, 'idempotency-key': randomUUID() };
    const create = { path: '/api/v1/events', method: 'POST', headers, body: event };
    const made = await ask(page, create);
    expect(made).toMatchObject({
      status: 201,
      headers: { etag: expect.any(String), location: expect.any(String), 'x-request-id': expect.any(String) },
    });
    expect((await ask(page, create))?.headers['idempotency-replayed']).toBe('true');
    const path = String(made?.headers.location);
    const change = (etag: string) =>
      ask(page, {
        path,
        method: 'PATCH',
        headers: { ...json, authorization, 'if-match': etag, prefer: 'return=minimal' },
        body: { title: 'Nearer' },
      });
    expect(await change(String(made?.headers.etag))).toMatchObject({
      status: 204,
      headers: { 'preference-applied': 'return=minimal' },
    });
    expect(await change(String(made?.headers.etag))).toMatchObject({ status: 412 });
    expect(await ask(page, { path, method: 'DELETE', headers: { authorization } })).toMatchObject({ status: 204 });
    // The gateway's own.
    expect(await ask(page, { path: '/api/v1/nobody', method: 'PUT', headers: { authorization } })).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  });
});

describe('a page of any other origin', () => {
  let page: Page;
  beforeAll(async () => {
    page = await blank(stranger);
  });

  test('reads what is public, and why something is not', async () => {
    const list = await ask(page, { path: '/api/v1/events?limit=1' });
    expect(list).toMatchObject({ status: 200, headers: { etag: expect.any(String) } });
    const again = { 'if-none-match': String(list?.headers.etag), prefer: 'return=minimal' };
    expect([200, 304]).toContain((await ask(page, { path: '/api/v1/events?limit=1', headers: again }))?.status);
    expect((await ask(page, { path: '/openapi.json' }))?.body.openapi).toBe('3.1.0');
    expect((await ask(page, { path: '/api/v1/users/me' }))?.body.code).toBe('unauthenticated');
    expect((await ask(page, { path: '/nowhere' }))?.body.code).toBe('not-found');
  });

  test('neither reads with a token nor writes', async () => {
    expect(await ask(page, { path: '/api/v1/users/me', headers: token })).toBeUndefined();
    const name = unique('eve');
    const post = (headers: Record<string, string>) =>
      ask(page, { path: '/api/v1/speakers', method: 'POST', headers, body: { name } });
    expect(await post({ ...json, ...token })).toBeUndefined();
    // What needs no preflight arrives, and is refused by the service; the page does not even learn that.
    expect(await post({})).toBeUndefined();
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      expect(await ask(page, { path: '/api/v1/users/me', method })).toBeUndefined();
    expect(expectStatus(await ada.api('get', `/speakers?q=${name}`), 200).body.data).toEqual([]);
  });

  test('shows a ticket by its link, and not without', async () => {
    const organize = asOrganizer(ada.client);
    const event = await organize.event();
    await organize.publish(event.id);
    const bob = await registerUser({ name: 'Bob' });
    const { id } = expectStatus(await bob.api('post', `/events/${event.id}/registrations`), 201).body;
    const link = expectStatus(await bob.api('post', `/registrations/${id}/ticket-links`), 201).body;
    const { pathname, search } = new URL(link.url);
    // A page is open when its images are there, or known not to come.
    const widthOf = async (source: string) => {
      const shown = await browser.open(`<!doctype html><img alt="Ticket" src="${gateway()}${source}">`, stranger);
      return shown.locator('img').evaluate(image => (image as unknown as { naturalWidth: number }).naturalWidth);
    };
    expect(await widthOf(`${pathname}${search}`)).toBeGreaterThan(0);
    expect(await widthOf(pathname)).toBe(0);
  });
});

test('sixty lines of HTML on another port show the schedule of an event', async () => {
  const organize = asOrganizer(ada.client);
  const slug = unique('page');
  const event = await organize.event({ slug, title: 'A day of talks' });
  const room = await organize.room(event.id, 'Great hall');
  const grace = await organize.speaker('Grace Hopper');
  const talk = await organize.session(event.id, 'The first bug', [grace.id]);
  await organize.slot(talk.id, room.id, '2027-05-01T09:00:00Z');
  await organize.publish(event.id);
  const schedule = async () => expectStatus(await ada.api('get', `/events/${slug}/schedule`), 200).body;
  // Which has all names a moment after, and says `degraded` until then.
  await eventually(async () => JSON.stringify(await schedule()).includes(grace.name));
  const html = readFileSync(join(root, 'tests/browser/schedule-page.html'), 'utf8');
  expect(html.trim().split('\n').length).toBeLessThanOrEqual(60);
  const query = `?${new URLSearchParams({ api: `${gateway()}/api/v1`, event: slug })}`;
  const page = await browser.open(html, stranger, query);
  await page.getByText('The first bug').waitFor();
  expect(await page.locator('h1, h2, h3, li').allTextContents()).toEqual([
    'A day of talks',
    '2027-05-01',
    'Great hall',
    '11:00 The first bug by Grace Hopper',
  ]);
});
