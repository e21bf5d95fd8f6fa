import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventBody } from '../client/people';
import { gateway } from '../support/api';
import { root } from '../support/services';
import { startBrowser, type TestBrowser } from './browser';

/** The ES modules of the package and of what it imports, as a page's own site serves them. */
function startModules(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = String(request.url).replace('/openapi-fetch/', '/node_modules/openapi-fetch/');
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Content-Type', 'text/javascript');
    response.end(readFileSync(join(root, path.replace('/client/', '/packages/client/dist/esm/'))));
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

let browser: TestBrowser;
let modules: Server;
beforeAll(async () => {
  browser = await startBrowser();
  modules = await startModules();
});
afterAll(async () => {
  await browser.close();
  modules.close();
  modules.closeAllConnections();
});

test('a page of another origin signs in, creates an event and reads it, by the ES modules as they are', async () => {
  const site = `http://127.0.0.1:${(modules.address() as AddressInfo).port}`;
  const imports = {
    '@ems/client': `${site}/client/index.js`,
    'openapi-fetch': `${site}/openapi-fetch/dist/index.mjs`,
  };
  const page = await browser.open(
    `<!doctype html><title>A page</title><script type="importmap">${JSON.stringify({ imports })}</script>
     <script type="module">
       import { createClient, ProblemError } from '@ems/client';
       const client = createClient({ baseUrl: '${gateway()}' });
       const titleOf = async id => (await client.get('/events/{id}', { params: { path: { id } } })).data.title;
       try {
         const account = { email: crypto.randomUUID() + '@example.org', password: 'correct horse battery', name: 'Eve' };
         await client.signUp(account);
         const { data } = await client.post('/events', { body: ${JSON.stringify(eventBody('Seen in a browser'))} });
         const refused = await client.post('/rooms', { body: { eventId: data.id, name: '' } }).catch(error => error);
         document.title = await titleOf(data.id) + ', ' + (refused instanceof ProblemError && refused.code);
       } catch (error) {
         document.title = String(error);
       }
     </script>`,
    '127.0.0.1',
  );
  await page.waitForFunction('document.title !== "A page"');
  expect(await page.title()).toBe('Seen in a browser, validation-failed');
});
