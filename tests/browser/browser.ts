import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scaled } from '@ems/testing';
import { type Browser, chromium, type Page } from 'playwright-core';

export interface TestBrowser {
  /** Opens a page of these very bytes on a port of its own. @param host `127.0.0.1`, `localhost`, or any other: all are this machine */
  open(html: string, host: string, query?: string): Promise<Page>;
  /** Opens a page that is served already. @param onRequest sees the address of all that it asks for */
  visit(url: string, onRequest?: (url: string) => void): Promise<Page>;
  close(): Promise<void>;
}

/** A headless Chromium for one test file. */
export async function startBrowser(): Promise<TestBrowser> {
  const executablePath = process.env.E2E_BROWSER;
  if (!executablePath) throw new Error('E2E_BROWSER is missing: run the tests by `npm test`');
  const browser = await chromium.launch({ executablePath, args: ['--host-resolver-rules=MAP *.example 127.0.0.1'] });
  const sites: (() => void)[] = [];
  return {
    async open(html, host, query = '') {
      const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(html));
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
      sites.push(() => server.close() && server.closeAllConnections());
      const { port } = server.address() as AddressInfo;
      return openPage(browser, `http://${host}:${port}/${query}`);
    },
    visit: (url, onRequest) => openPage(browser, url, onRequest),
    async close() {
      await browser.close();
      for (const closeSite of sites) closeSite();
    },
  };
}

/** In a context of its own, which shares neither cache nor storage with others. */
async function openPage(browser: Browser, url: string, onRequest?: (url: string) => void): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  if (onRequest) page.on('request', request => onRequest(request.url()));
  page.setDefaultTimeout(scaled(60_000));
  await page.goto(url);
  return page;
}
