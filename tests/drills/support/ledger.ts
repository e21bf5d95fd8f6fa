import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { api } from '../../support/api';
import { query, type ServiceName } from '../../support/databases';

/** One write, sent under one Idempotency-Key until it was acknowledged or refused for good. */
export interface Entry {
  service: ServiceName;
  /** What makes the row findable past the service. */
  name: string;
  /** What each attempt was answered: the status, and the code of a problem; 0 is no answer at all. */
  attempts: string[];
  /** Of what was made, as the acknowledgement said. */
  id?: string;
}

/** Much longer than anything takes, so that only what never is answered runs into it. */
const patienceMs = 180_000;

interface Kind {
  service: ServiceName;
  perSecond: number;
  path: string;
  body(name: string): object;
  idIn(reply: unknown): string;
  /** Ids of all rows with the name. */
  sql: string;
}

const id = (reply: unknown) => (reply as { id: string }).id;

const kinds = (eventId: string): Kind[] => [
  {
    service: 'user',
    // bcrypt takes its time.
    perSecond: 1,
    path: '/auth/register',
    body: name => ({ email: `${name}@example.org`, password: 'correct horse battery', name }),
    idIn: reply => id((reply as { user: unknown }).user),
    sql: "SELECT id FROM users WHERE email = $1 || '@example.org'",
  },
  {
    service: 'event',
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
    sql: 'SELECT id FROM events WHERE slug = $1',
  },
  {
    service: 'session',
    perSecond: 8,
    path: '/rooms',
    body: name => ({ eventId, name }),
    idIn: id,
    sql: 'SELECT id FROM rooms WHERE name = $1',
  },
  {
    service: 'speaker',
    perSecond: 8,
    path: '/speakers',
    body: name => ({ name }),
    idIn: id,
    sql: 'SELECT id FROM speakers WHERE name = $1',
  },
];

/**
 * Writes to every service at a constant rate, whether or not it answers, until told to stop.
 * @param token of who organizes the event
 */
export function startWriting(token: string, eventId: string) {
  const entries: Entry[] = [];
  const sent: Promise<void>[] = [];
  const timers = kinds(eventId).map(kind =>
    setInterval(() => {
      const entry: Entry = { service: kind.service, name: `drill-${randomUUID()}`, attempts: [] };
      entries.push(entry);
      sent.push(write(kind, entry, token));
    }, 1_000 / kind.perSecond),
  );
  return {
    entries,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(sent);
    },
    /** What stands in the databases for an entry. */
    async idsOf(entry: Entry): Promise<string[]> {
      const sql = kinds(eventId).find(({ service }) => service === entry.service)?.sql ?? '';
      return (await query<{ id: string }>(entry.service, sql, [entry.name])).map(row => row.id);
    },
  };
}

async function write({ path, body, idIn }: Kind, entry: Entry, token: string): Promise<void> {
  const key = randomUUID();
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(500)) {
    const reply = await api(token)('post', path, body(entry.name))
      .set('idempotency-key', key)
      .timeout(10_000)
      .ok(() => true)
      .catch(() => ({ status: 0, body: undefined }));
    const answer = `${reply.status} ${reply.body?.code ?? ''}`.trim();
    entry.attempts.push(answer);
    if (reply.status === 201) entry.id = idIn(reply.body);
    if (!isTransient(answer)) return;
  }
}

/** Leaves open whether it was done, or says that it may be tried again. */
export const isTransient = (answer: string): boolean => /^(0|50[234].*|409 idempotency\.in-progress)$/.test(answer);
