import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

/** A service that says its pid, ends with code 7 when it is told to, and with 3 when it is asked to. */
const SERVICE = `
  process.on('SIGTERM', () => setTimeout(() => process.exit(7), 50));
  require('node:http').createServer((request, response) => {
    if (request.url === '/end') process.exit(3);
    response.end(String(process.pid));
  }).listen(process.env.HTTP_PORT, '127.0.0.1');`;

let parent: ChildProcess | undefined;
let service = 0;
afterEach(() => {
  parent?.kill('SIGKILL');
  if (service) {
    try {
      process.kill(service, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
});

async function start(): Promise<{ ask: (path?: string) => Promise<number>; ended: Promise<unknown[]> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  const env = { ...process.env, HTTP_PORT: String(port), WATCH_SECONDS: '2' };
  const script = join(import.meta.dirname, '../docker/watch.sh');
  parent = spawn('bash', [script, process.execPath, '-e', SERVICE], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(parent, 'exit');
  const ask = async (path = '/health/live') => {
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(500) });
    return Number(await reply.text());
  };
  service = await eventually(() => ask());
  return { ask, ended };
}

async function eventually(check: () => Promise<number>): Promise<number> {
  for (let tries = 0; tries < 300; tries++) {
    const value = await check().catch(() => 0);
    if (value) return value;
    await delay(100);
  }
  throw new Error('the service does not answer');
}

const memoryOf = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

test('a service that hangs is started anew, by a parent of less than 10 MB', async () => {
  const { ask } = await start();
  if (process.platform === 'linux') assert.ok(memoryOf(parent?.pid ?? 0) < 10_000_000);
  const first = service;
  process.kill(first, 'SIGSTOP');
  service = await eventually(async () => {
    const pid = await ask();
    return pid === first ? 0 : pid;
  });
  assert.throws(() => process.kill(first, 0), { code: 'ESRCH' });
  assert.equal(parent?.exitCode, null);
});

test('a service that ends by itself ends it with its exit code', async () => {
  const { ask, ended } = await start();
  await ask('/end').catch(() => 0);
  assert.deepEqual(await ended, [3, null]);
});

test('a signal goes on to the service, whose exit code is kept', async () => {
  const { ended } = await start();
  parent?.kill('SIGTERM');
  assert.deepEqual(await ended, [7, null]);
});
