import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { gateway } from '../support/api';
import { password, registerUser } from '../support/users';
import { startBrowser, type TestBrowser } from './browser';
import { addressOf, idOf, operations, signIn, submit, tryOut } from './docs-page';

jest.setTimeout(scaled(60_000));

const update = 'PATCH /api/v1/users/me';
const account = operations.find(({ name }) => name === 'GET /api/v1/users/me');

describe('/docs', () => {
  let browser: TestBrowser;
  let page: Page;
  const asked: string[] = [];
  const body = () => page.locator(`[id="api-request-${idOf(update)}"] .request-body-param-user-input`);
  beforeAll(async () => {
    browser = await startBrowser();
    page = await browser.visit(addressOf(update), url => asked.push(url));
    await body().waitFor();
  });
  afterAll(() => browser.close());

  const login = `${gateway()}/api/v1/auth/login`;

  test.each([
    ['a reply that never comes', undefined, 'The server cannot be reached; try again in a moment.'],
    ['a reply of somebody else', { status: 502, body: '<html>' }, 'The reply is none of this API’s. (502)'],
    ['a success that is no JSON', { status: 200, body: '<html>' }, 'The reply is none of this API’s. (200)'],
    ['a problem without words', { status: 500, body: '{}' }, 'The reply is none of this API’s. (500)'],
  ])('says of a sign-in with %s that it failed', async (_, reply, says) => {
    await page.route(login, route => (reply ? route.fulfill(reply) : route.abort()));
    expect(await signIn(page, 'ada@example.org', password)).toBe(says);
    await page.unroute(login);
  });

  test('signs in by its own form, and keeps the token in the page alone', async () => {
    const { email } = await registerUser({ name: 'Ada' });
    expect(await signIn(page, email, 'wrong horse battery')).toContain('is wrong');
    expect(await signIn(page, email, password)).toContain('Ada is signed in');
    // What is open already is filled in anew.
    await eventually(async () => JSON.parse(await body().inputValue()).name === 'Ada', 5_000);
    expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).toEqual([0, 0, '']);
    expect(account && (await tryOut(page, account))).toEqual([]);
    await page.locator('api-request syntax-highlighter', { hasText: email }).first().waitFor();
  });

  test('says at which step the preparation of examples failed', async () => {
    await page.route(`${gateway()}/api/v1/tracks`, route => route.fulfill({ status: 500, body: '{}' }));
    expect(await submit(page.locator('#prepare'))).toBe('POST /tracks: The reply is none of this API’s. (500)');
  });

  test('says of what cannot be filled in that something is missing', async () => {
    await page.goto(addressOf('GET /api/v1/auth/tokens/{id}'));
    await page.locator('.access:visible', { hasText: 'is not all known yet' }).waitFor();
  });

  test.each([
    ['GET /api/v1/users/me', 'Needs a token'],
    ['GET /api/v1/events', 'Open to everybody; with a token, also'],
    ['POST /api/v1/auth/login', 'Open to everybody, without a token'],
  ])('says of %s who may', async (name, says) => {
    await page.goto(addressOf(name));
    await page.locator(`.access[slot="${idOf(name)}"]`, { hasText: says }).waitFor();
    expect(await page.locator('.access:visible').count()).toBe(1);
  });

  test('marks in its list what needs a token, and nothing else', async () => {
    for (const { name, security } of operations) {
      const needsToken = security.length > 0 && security.every(scheme => Object.keys(scheme).length > 0);
      const entry = await page.locator(`[id="link-${idOf(name)}"]`).textContent();
      expect({ name, isMarked: entry?.includes('\u00a0·\u00a0token') }).toEqual({ name, isMarked: needsToken });
    }
  });

  test('is as wide as the screen of a telephone, where an operation is sent as well', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    expect(account && (await tryOut(page, account))).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test('asks nobody but its own origin', () => {
    const origins = asked.filter(url => !url.startsWith('data:')).map(url => new URL(url).origin);
    expect([...new Set(origins)]).toEqual([new URL(gateway()).origin]);
  });
});
