/**
 * `npm run bench:login-storm`: what a storm of logins costs everybody else. Reads of an account go on at a steady 50 a
 * second, first alone, then while 300 logins come at once; prints both, and the ratio.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../stack/config.ts';
import { superuserUrl, withClient } from '../stack/databases.ts';
import { freePort } from '../system/ports.ts';
import { answers } from '../system/wait.ts';
import { type Bench, runBench } from './with-postgres.ts';

const perSecond = 50;
const seconds = 10;
const logins = 300;
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

const post = (url: string, body: object) =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

/** Reads at a constant rate, whatever the answers take, so that a stall shows in full. @returns milliseconds, in order */
async function readSteadily(url: string, token: string): Promise<number[]> {
  const times: Promise<number>[] = [];
  for (let count = 0; count < perSecond * seconds; count++) {
    const started = performance.now();
    const read = fetch(`${url}/users/me`, { headers: { Authorization: `Bearer ${token}` } });
    times.push(read.then(reply => reply.arrayBuffer()).then(() => performance.now() - started));
    await delay(1000 / perSecond);
  }
  return (await Promise.all(times)).toSorted((a, b) => a - b);
}

const at = (times: readonly number[], share: number) => times[Math.floor((times.length - 1) * share)] ?? 0;
const line = (name: string, times: readonly number[]) =>
  console.log(`${name.padEnd(14)} median ${at(times, 0.5).toFixed(1)} ms   p99 ${at(times, 0.99).toFixed(1)} ms`);

runBench(async bench => {
  const url = await startUserService(bench);
  const { accessToken } = (await (await post(`${url}/auth/register`, { ...account, name: 'Storm' })).json()) as {
    accessToken: string;
  };
  const calm = await readSteadily(url, accessToken);
  const storm = Promise.all(Array.from({ length: logins }, () => post(`${url}/auth/login`, account)));
  const during = await readSteadily(url, accessToken);
  const statuses = (await storm).map(reply => reply.status);
  line('calm', calm);
  line('in the storm', during);
  console.log(`p99 ratio      ${(at(during, 0.99) / at(calm, 0.99)).toFixed(1)}`);
  const count = (status: number) => statuses.filter(one => one === status).length;
  console.log(`${logins} logins: ${count(200)} let in, ${count(503)} told to come again`);
  return 0;
});
