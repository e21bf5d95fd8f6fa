import { readFileSync } from 'node:fs';
import { scaled } from '@ems/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { gateway } from '../../support/api';

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Reader {
  context: BrowserContext;
  page: Page;
  /** The address of each request, and where a page wrote to its console that something is wrong. */
  asked: string[];
  errors: string[];
}

export interface Readers {
  /** A browser of somebody's own. @param options as of Playwright */
  open(path: string, options?: Parameters<Browser['newContext']>[0]): Promise<Reader>;
  close(): Promise<void>;
}

export async function startReaders(): Promise<Readers> {
  const executablePath = process.env.E2E_BROWSER;
  if (!executablePath) throw new Error('E2E_BROWSER is missing: run the tests by `npm test`');
  const browser = await chromium.launch({ executablePath });
  return {
    async open(path, options = {}) {
      const context = await browser.newContext({ locale: 'en-GB', baseURL: gateway(), ...options });
      context.setDefaultTimeout(scaled(30_000));
      const page = await context.newPage();
      const [asked, errors]: [string[], string[]] = [[], []];
      page.on('request', request => asked.push(request.url()));
      page.on('console', message => message.type() === 'error' && errors.push(message.text()));
      page.on('pageerror', error => errors.push(error.message));
      await page.goto(path);
      await isShown(page);
      return { context, page, asked, errors };
    },
    close: () => browser.close(),
  };
}

/** Waits until the page is there whole. */
export async function isShown(page: Page): Promise<void> {
  await page.locator('main:not([aria-busy]) h1').waitFor();
}

/** What axe-core finds wrong, by rule and place, once nothing on the page is half faded in. @param rules all without any */
export async function violationsOf(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => {})');
  // By the debugger's way, which the policy of the page does not concern.
  await page.evaluate(axeSource);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const results = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** By how much a page is wider than its window. */
export const sidewaysOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') as Promise<number>;

export async function signInAs(page: Page, email: string, password: string): Promise<void> {
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.locator('main form button').click();
}
