import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '@ems/chassis/database';
import { findFreePort } from '../../ports/free-ports.ts';
import { respondsOk } from '../../processes/poll.ts';
import { superuserUrl } from '../../servers/postgres.ts';
import { root } from '../../stack/config.ts';
import type { BenchServer } from './bench-server.ts';
import type { Storm } from './storm.ts';

const perSecond = 100;
const baselineMs = 5_000;
const rounds = 4;
const count = 300;
const account = { email: 'storm@example.org', password: 'correct horse battery' };

async function startUserService({ postgresPort, directory, supervisor }: BenchServer): Promise<string> {
  await withClient(superuserUrl(postgresPort), client =>
    client.query('CREATE DATABASE users TEMPLATE template_user_service OWNER user_service_owner'),
  );
  const url = `http://127.0.0.1:${await findFreePort(new Set([postgresPort]))}`;
  await supervisor.start({
    name: 'user-service',
    command: process.execPath,
    args: [join(root, 'user-service/dist/src/main.js')],
    cwd: join(root, 'user-service'),
    env: {
      PATH: process.env.PATH,
      HTTP_PORT: new URL(url).port,
      DATABASE_URL: `postgresql://user_service:user_service@127.0.0.1:${postgresPort}/users`,
      KEYS_DIR: join(directory, 'keys'),
      MAIL_DIR: join(directory, 'mail'),
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'warn',
    },
    logFile: join(directory, 'user-service.log'),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 28_000,
    readyTimeoutMs: 60_000,
    isReady: () => respondsOk(`${url}/health/ready`),
  });
  return `${url}/api/v1`;
}

/** Reads at a constant rate, however long the replies take, so that a stall shows in full. @returns milliseconds */
async function readUntil(end: Promise<unknown>, url: string, token: string): Promise<number[]> {
  let hasEnded = false;
  void end.finally(() => {
    hasEnded = true;
  });
  const times: Promise<number>[] = [];
  for (let next = performance.now(); !hasEnded; next += 1000 / perSecond) {
    await delay(Math.max(0, next - performance.now()));
    const started = performance.now();
    const read = fetch(`${url}/users/me`, { headers: { Authorization: `Bearer ${token}` } });
    const time = read.then(reply => reply.arrayBuffer()).then(() => performance.now() - started);
    // A read that fails is reported where all are awaited; until then it must not end the process, which has servers to stop.
    time.catch(() => {});
    times.push(time);
  }
  return Promise.all(times);
}

const startSender = () =>
  spawn(process.execPath, [join(import.meta.dirname, 'storm.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });

/** @returns how many replies had which status */
async function sendStorm({ stdin, stdout }: ChildProcess, storm: Storm): Promise<Record<string, number>> {
  if (!stdin || !stdout) throw new Error('the sender has no pipes');
  stdin.write(`${JSON.stringify(storm)}\n`);
  for await (const line of createInterface({ input: stdout })) return JSON.parse(line);
  throw new Error('the sender has exited');
}

const percentile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? 0;

function print(name: string, baseline: readonly number[], loaded: readonly number[], note: string): void {
  const [p99, p99Storm] = [percentile(baseline, 0.99), percentile(loaded, 0.99)];
  const ms = (value: number) => value.toFixed(1).padStart(6);
  console.log(
    `${name.padEnd(16)} baseline ${ms(percentile(baseline, 0.5))} /${ms(p99)} ms   storm ${ms(percentile(loaded, 0.5))} /${ms(p99Storm)} ms   p99 ratio ${(p99Storm / p99).toFixed(1)}   ${note}`,
  );
}

async function measure(name: string, sender: ChildProcess, url: string, token: string, storm: () => Storm) {
  const all = { baseline: [] as number[], loaded: [] as number[] };
  for (let round = 1; round <= rounds; round++) {
    const baseline = await readUntil(delay(baselineMs), url, token);
    const statuses = sendStorm(sender, storm());
    const loaded = await readUntil(statuses, url, token);
    print(`${name} ${round}`, baseline, loaded, `replies ${JSON.stringify(await statuses)}`);
    all.baseline.push(...baseline);
    all.loaded.push(...loaded);
  }
  print(name, all.baseline, all.loaded, `of ${all.loaded.length} reads`);
}

/**
 * What a storm of logins, or of registrations, costs everybody else. Reads of an account go on at a steady 100 a second, alone
 * and while 300 requests that hash a password come at once, in turns. The storm comes out of a process of its own. Prints
 * medians and p99s of each round and of all, and their ratio.
 */
export async function measureLoginStorm(bench: BenchServer): Promise<number> {
  const url = await startUserService(bench);
  const reply = await fetch(`${url}/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...account, name: 'Storm' }),
  });
  const { accessToken } = (await reply.json()) as { accessToken: string };
  const sender = startSender();
  console.log('median / p99 of reads');
  await readUntil(delay(2_000), url, accessToken);
  await measure('logins', sender, url, accessToken, () => ({
    url: `${url}/auth/login`,
    count,
    body: JSON.stringify(account),
  }));
  await measure('registrations', sender, url, accessToken, () => ({
    url: `${url}/auth/register`,
    count,
    body: JSON.stringify({ email: `#.${randomUUID()}@example.org`, password: account.password, name: 'Storm' }),
  }));
  sender.kill();
  return 0;
}
