import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@ems/testing';
import { api } from '../../support/api';
import { query } from '../../support/databases';
import type { ServiceName } from '../../support/services';

/** One write, retried under one Idempotency-Key until it was acknowledged or refused for good. */
export interface Write {
  service: ServiceName;
  /** By which the row is found in the database. */
  name: string;
  /** The reply to each attempt: the status, and the code of a problem; 0 is no reply at all. */
  attempts: string[];
  /** Of the created row, as the acknowledgement said. */
  id?: string;
}

/** Much longer than any retry takes, so that only what is never acknowledged runs into it. */
const deadlineMs = 180_000;

/** How long some writes are waited for. */
const patienceMs = 120_000;

interface Kind {
  service: ServiceName;
  perSecond: number;
  path: string;
  body(name: string): object;
  idIn(reply: unknown): string;
  /** Ids and names of all rows with one of the names. */
  sql: string;
}

const id = (reply: unknown) => (reply as { id: string }).id;

const kinds = (eventId: string): Kind[] => [
  {
    service: 'user-service',
    // bcrypt takes its time.
    perSecond: 1,
    path: '/auth/register',
    body: name => ({ email: `${name}@example.org`, password: 'correct horse battery', name }),
    idIn: reply => id((reply as { user: unknown }).user),
    sql: "SELECT id, split_part(email, '@', 1) AS name FROM users WHERE split_part(email, '@', 1) = ANY($1)",
  },
  {
    service: 'event-service',
    perSecond: 8,
    path: '/events',
    body: name => ({
      title: name,
      slug: name,
      startsAt: '2027-05-01T07:00:00Z',
      endsAt: '2027-05-03T18:00:00Z',
      timezone: 'UTC',
    }),
    idIn: id,
    sql: 'SELECT id, slug AS name FROM events WHERE slug = ANY($1)',
  },
  {
    service: 'session-service',
    perSecond: 8,
    path: '/rooms',
    body: name => ({ eventId, name }),
    idIn: id,
    sql: 'SELECT id, name FROM rooms WHERE name = ANY($1)',
  },
  {
    service: 'speaker-service',
    perSecond: 8,
    path: '/speakers',
    body: name => ({ name }),
    idIn: id,
    sql: 'SELECT id, name FROM speakers WHERE name = ANY($1)',
  },
];

/** The access token of a workload. */
interface Login {
  token: string;
  /** Awaits another one, which whoever needs one meanwhile gets too. */
  renew?(expired: string): Promise<void>;
}

function loginOf(token: string, logInAnew?: () => Promise<string>): Login {
  const login: Login = { token };
  let renewing: Promise<void> | undefined;
  if (logInAnew)
    login.renew = async expired => {
      if (expired !== login.token) return;
      renewing ??= eventually(logInAnew, patienceMs)
        .then(renewed => {
          login.token = renewed;
        })
        .finally(() => {
          renewing = undefined;
        });
      await renewing;
    };
  return login;
}

/**
 * Writes to every service at a constant rate, whether or not it replies, until it is stopped.
 * @param token of the event's organizer
 * @param options `logInAnew` gives another token of the same person when that one has expired, without which what is written later is
 *   refused; `pace` is a share of 25 writes a second: where a busy machine cannot do more, what is refused tells of the machine
 */
export function startWorkload(
  token: string,
  eventId: string,
  { logInAnew, pace = 1 }: { logInAnew?: () => Promise<string>; pace?: number } = {},
) {
  const login = loginOf(token, logInAnew);
  const writes: Write[] = [];
  const sent: Promise<void>[] = [];
  const timers = kinds(eventId).map(kind =>
    setInterval(
      () => {
        const record: Write = { service: kind.service, name: `drill-${randomUUID()}`, attempts: [] };
        writes.push(record);
        sent.push(write(kind, record, login));
      },
      1_000 / (pace * kind.perSecond),
    ),
  );
  const acknowledged = () => writes.filter(({ id }) => id).length;
  return {
    writes,
    /** Waits until so many more are acknowledged than now. */
    async untilAcknowledged(further: number): Promise<void> {
      const before = acknowledged();
      await eventually(() => acknowledged() >= before + further, patienceMs);
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(sent);
    },
    /** What was done: each write with the ids of its rows in its database. */
    async outcomes(): Promise<{ write: Write; ids: string[] }[]> {
      const perKind = kinds(eventId).map(async ({ service, sql }) => {
        const ofKind = writes.filter(write => write.service === service);
        const rows = await query<{ id: string; name: string }>(service, sql, [ofKind.map(({ name }) => name)]);
        const byName = Map.groupBy(rows, ({ name }) => name);
        return ofKind.map(write => ({ write, ids: (byName.get(write.name) ?? []).map(({ id }) => id) }));
      });
      return (await Promise.all(perKind)).flat();
    },
  };
}

async function write({ path, body, idIn }: Kind, record: Write, login: Login): Promise<void> {
  const key = randomUUID();
  for (const end = Date.now() + deadlineMs; Date.now() < end; await delay(pauseAfter(record.attempts.length))) {
    const { token } = login;
    const reply = await api(token)('post', path, body(record.name))
      .set('idempotency-key', key)
      .timeout(10_000)
      .ok(() => true)
      .catch(() => ({ status: 0, body: undefined }));
    const outcome = `${reply.status} ${reply.body?.code ?? ''}`.trim();
    record.attempts.push(outcome);
    if (reply.status === 201) record.id = idIn(reply.body);
    if (reply.status === 401 && login.renew) await login.renew(token);
    else if (!isTransient(outcome)) return;
  }
}

/** As clients do that bear with a service which is away for long: not all of them at once, again and again. */
const pauseAfter = (attempts: number): number => Math.min(500 * 2 ** (attempts - 1), 8_000);

/** The outcome is unknown, or the write may be retried. */
export const isTransient = (outcome: string): boolean => /^(0|50[234].*|409 idempotency\.in-progress)$/.test(outcome);
