import { scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { gateway } from '../support/api';
import { password, registerUser } from '../support/users';
import { startBrowser, type TestBrowser } from './browser';

// Swagger UI takes seconds of the processor for each step, with a document of this size.
jest.setTimeout(scaled(300_000));

const account = '#operations-Users-getMe';
/** In the drawing of a closed lock, both ends of its bow are in its body. */
const closed = '6 5.6V8H4';

describe('/docs', () => {
  let browser: TestBrowser;
  let page: Page;
  beforeAll(async () => {
    browser = await startBrowser();
    page = await browser.visit(`${gateway()}/docs`);
    await page.locator(account).waitFor();
  });
  afterAll(() => browser.close());

  const lock = () => page.locator(`${account} .authorization__btn path`).getAttribute('d');
  const signIn = async (email: string, secret: string, says: string) => {
    await page.locator('#sign-in [name=email]').fill(email);
    await page.locator('#sign-in [name=password]').fill(secret);
    await page.locator('#sign-in button').click();
    await page.locator('#sign-in output').getByText(says).waitFor();
  };

  test('signs in by its own form, and keeps the token in the page alone', async () => {
    const { email } = await registerUser({ name: 'Ada' });
    expect(await lock()).toContain(closed);
    await signIn(email, 'wrong horse battery', 'is wrong');
    expect(await lock()).toContain(closed);
    await signIn(email, password, 'Ada is signed in');
    expect(await lock()).not.toContain(closed);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);

    await page.locator(`${account} .opblock-summary-control`).click();
    await page.locator(`${account} .execute`).click();
    await page.locator(`${account} .live-responses-table .response-col_status`).getByText('200').waitFor();
    expect(await page.locator(`${account} .live-responses-table`).textContent()).toContain(email);
  });
});
