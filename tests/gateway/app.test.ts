import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectProblem, expectSecurityHeaders } from './expect-problem';
import { rawRequest } from './raw-http';
import { startTestGateway, type TestGateway } from './test-gateway';

describe("somebody's single-page app behind the gateway", () => {
  let folder: string;
  let gateway: TestGateway;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'app-'));
    // In a container another user reads it.
    await chmod(folder, 0o755);
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>App</title>');
    await writeFile(join(folder, 'assets/main.js'), 'export {};');
    gateway = await startTestGateway({}, 'off', { APP_ROOT: folder });
  });
  afterAll(async () => {
    await gateway?.stop();
    await rm(folder, { recursive: true });
  });

  const get = (path: string, method = 'GET') => rawRequest(path, { method }, gateway.url);

  test.each(['/app/', '/app/index.html', '/app/events/camp2019', '/app/assets/none.js', '/app/assets'])(
    '%s is its page, which runs what is of this origin alone',
    async path => {
      const response = await get(path);
      expect({ status: response.status, type: response.header('content-type'), body: response.body }).toEqual({
        status: 200,
        type: 'text/html',
        body: '<!doctype html><title>App</title>',
      });
      expectSecurityHeaders(response);
      expect(response.header('content-security-policy')).toContain("script-src 'self'; ");
      expect(response.header('cache-control')).toBe('no-cache');
    },
  );

  test('its files are served as they are, and only to be read', async () => {
    const file = await get('/app/assets/main.js');
    expect([file.status, file.header('content-type'), file.body]).toEqual([200, 'text/javascript', 'export {};']);
    expect((await get('/app/assets/main.js', 'POST')).status).toBe(405);
    expect((await get('/app')).header('location')).toBe('/app/');
  });

  test.each(['/app/../etc/passwd', '/app/..%2fetc/passwd', '/app../etc/passwd', '/app/%2e%2e/%2e%2e/etc/passwd'])(
    'nothing beside it is: %s',
    async path => {
      expect((await get(path)).body).not.toContain('root:');
    },
  );

  test('without an app there is nothing', async () => {
    const empty = await startTestGateway({}, 'off');
    const response = await rawRequest('/app/', {}, empty.url).finally(empty.stop);
    expectProblem(response, 404, 'not-found', '/app/');
  });
});
