/**
 * `npm run bench:login-storm`: what a storm of logins, or of registrations, costs everybody else. Reads of an account go on at
 * a steady 100 a second, alone and while 300 requests that hash a password come at once, in turns. The storm comes out of a
 * process of its own. Prints medians and p99s of each round and of all, and their ratio.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../stack/config.ts';
import { superuserUrl, withClient } from '../stack/databases.ts';
import { freePort } from '../system/ports.ts';
import { answers } from '../system/wait.ts';
import type { Storm } from './storm.ts';
import { type Bench, runBench } from './with-postgres.ts';

const perSecond = 100;
const calmMs = 5_000;
const rounds = 4;
const count = 300;
const account = { email: 'storm@example.org', password: 'correct horse battery' };

async function startUserService({ postgresPort, directory, supervisor }: Bench): Promise<string> {
  await withClient(superuserUrl(postgresPort), client =>
    client.query('CREATE DATABASE users TEMPLATE template_user_service OWNER user_service_owner'),
  );
  const url = `http://127.0.0.1:${await freePort(new Set([postgresPort]))}`;
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
    ready: () => answers(`${url}/health/ready`),
  });
  return `${url}/api/v1`;
}

/** Reads at a constant rate, whatever the answers take, so that a stall shows in full. @returns milliseconds */
async function readUntil(over: Promise<unknown>, url: string, token: string): Promise<number[]> {
  let isOver = false;
  void over.finally(() => {
    isOver = true;
  });
  const times: Promise<number>[] = [];
  for (let next = performance.now(); !isOver; next += 1000 / perSecond) {
    await delay(Math.max(0, next - performance.now()));
    const started = performance.now();
    const read = fetch(`${url}/users/me`, { headers: { Authorization: `Bearer ${token}` } });
    times.push(read.then(reply => reply.arrayBuffer()).then(() => performance.now() - started));
  }
  return Promise.all(times);
}

const startStorms = () =>
  spawn(process.execPath, [join(import.meta.dirname, 'storm.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });

async function raise({ stdin, stdout }: ChildProcess, storm: Storm): Promise<Record<string, number>> {
  if (!stdin || !stdout) throw new Error('the storms have no pipes');
  stdin.write(`${JSON.stringify(storm)}\n`);
  for await (const line of createInterface({ input: stdout })) return JSON.parse(line);
  throw new Error('the storms have ended');
}

const at = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? 0;

function print(name: string, calm: readonly number[], during: readonly number[], note: string): void {
  const [p99, p99Storm] = [at(calm, 0.99), at(during, 0.99)];
  const ms = (value: number) => value.toFixed(1).padStart(6);
  console.log(
    `${name.padEnd(16)} calm ${ms(at(calm, 0.5))} /${ms(p99)} ms   storm ${ms(at(during, 0.5))} /${ms(p99Storm)} ms   p99 ratio ${(p99Storm / p99).toFixed(1)}   ${note}`,
  );
}

async function measure(name: string, storms: ChildProcess, url: string, token: string, storm: () => Storm) {
  const all = { calm: [] as number[], during: [] as number[] };
  for (let round = 1; round <= rounds; round++) {
    const calm = await readUntil(delay(calmMs), url, token);
    const raised = raise(storms, storm());
    const during = await readUntil(raised, url, token);
    print(`${name} ${round}`, calm, during, `replies ${JSON.stringify(await raised)}`);
    all.calm.push(...calm);
    all.during.push(...during);
  }
  print(name, all.calm, all.during, `of ${all.during.length} reads`);
}

runBench(async bench => {
  const url = await startUserService(bench);
  const reply = await fetch(`${url}/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...account, name: 'Storm' }),
  });
  const { accessToken } = (await reply.json()) as { accessToken: string };
  const storms = startStorms();
  console.log('median / p99 of reads');
  await readUntil(delay(2_000), url, accessToken);
  await measure('logins', storms, url, accessToken, () => ({
    url: `${url}/auth/login`,
    count,
    body: JSON.stringify(account),
  }));
  await measure('registrations', storms, url, accessToken, () => ({
    url: `${url}/auth/register`,
    count,
    body: JSON.stringify({ email: `#.${randomUUID()}@example.org`, password: account.password, name: 'Storm' }),
  }));
  storms.kill();
  return 0;
});
