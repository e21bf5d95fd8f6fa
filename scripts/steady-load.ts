/**
 * `node scripts/steady-load.ts --url GATEWAY [--rate 20] [--seconds 60]`: half writes and half reads, so many a second, while somebody updates,
 * rolls back or loses a node; then says what was lost. A write that gets no answer, or a 5xx, is sent again under its Idempotency-Key, as
 * clients do. It ends with 1 when an acknowledged event is gone, is there twice, or was never heard of by session-service. For systems in
 * development or with RATE_LIMITS=off.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1' },
    rate: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
  },
});
const base = `${values.url}/api/v1`;
const run = randomUUID().slice(0, 8);
const requests = Number(values.rate) * Number(values.seconds);

/** How often each answer came, `0` where there was none; of every attempt. */
const answers: Record<'read' | 'write', Record<string, number>> = { read: {}, write: {} };
const durations: number[] = [];
let token = '';

async function ask(kind: 'read' | 'write', method: string, path: string, body?: object, key?: string) {
  const begun = performance.now();
  const reply = await fetch(base + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...(key && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  }).catch(() => undefined);
  const text = await reply?.text().catch(() => undefined);
  const status = text === undefined ? 0 : (reply?.status ?? 0);
  answers[kind][status] = (answers[kind][status] ?? 0) + 1;
  durations.push(performance.now() - begun);
  return { status, body: status === 0 ? undefined : parse(text) };
}

function parse(text: string | undefined): { id?: string; accessToken?: string; data?: { id: string }[] } | undefined {
  try {
    return JSON.parse(text || 'null');
  } catch {
    return undefined;
  }
}

/** Until it is acknowledged, or refused; undefined where it is neither within two minutes. */
async function write(path: string, body: object): Promise<string | undefined> {
  const key = randomUUID();
  let pause = 250;
  // Ever later, as whoever is overloaded gets no better by being asked more often.
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await delay(pause)) {
    pause = Math.min(2 * pause, 8_000);
    const reply = await ask('write', 'POST', path, body, key);
    if (reply.status >= 200 && reply.status < 300) return reply.body?.id;
    if (reply.status >= 400 && reply.status < 500 && reply.status !== 404 && reply.status !== 409) break;
  }
  return undefined;
}

const account = { email: `load-${run}@example.org`, password: 'correct horse battery', name: 'Steady load' };
await write('/auth/register', account);

/** An access token is for ten minutes. */
async function logIn(): Promise<void> {
  const { email, password } = account;
  token = (await ask('write', 'POST', '/auth/login', { email, password })).body?.accessToken ?? token;
}
for (let attempt = 0; !token && attempt < 60; attempt++) await logIn();
if (!token) throw new Error(`Nobody can log in at ${base}: ${JSON.stringify(answers)}`);
const renewal = setInterval(() => void logIn(), 300_000);

/** By its slug, the id of each event that was acknowledged. */
const acknowledged = new Map<string, string>();
let refused = 0;
const pending: Promise<void>[] = [];
for (let sent = 0; sent < requests; sent++) {
  const slug = `load-${run}-${sent}`;
  const dates = { startsAt: '2027-05-01T07:00:00Z', endsAt: '2027-05-03T18:00:00Z', timezone: 'UTC' };
  const create = async () => {
    const id = await write('/events', { title: slug, slug, ...dates });
    if (id) acknowledged.set(slug, id);
    else refused++;
  };
  const read = async () => {
    await ask('read', 'GET', '/events?limit=5');
  };
  pending.push((sent % 2 === 0 ? create : read)());
  await delay(1_000 / Number(values.rate));
}
await Promise.all(pending);
clearInterval(renewal);
const during = structuredClone(answers);
const sorted = durations.toSorted((a, b) => a - b);

/** What has become of each: it is there, once, and session-service has had its message, for a room can be made in it. */
const lost: string[] = [];
for (const [slug, id] of acknowledged) {
  const { status, body } = await ask('read', 'GET', `/events/${id}`);
  const room = await write('/rooms', { eventId: id, name: 'Hall' });
  if (status !== 200 || body?.id !== id || room === undefined) lost.push(slug);
}
const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
console.log(
  JSON.stringify(
    {
      requests,
      acknowledged: acknowledged.size,
      refused,
      lost,
      answers: during,
      ms: { p50: at(0.5), p99: at(0.99), max: at(1) },
    },
    null,
    2,
  ),
);
process.exitCode = lost.length + refused > 0 ? 1 : 0;
