import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { gateway } from '../../support/api';
import { asOrganizer } from '../../support/as-organizer';
import { databaseUrl, query } from '../../support/databases';
import { registerUser } from '../../support/users';
import { raiseDiskAlarm } from '../support/broker';
import { freeze } from '../support/processes';
import { type Prometheus, promtool, startPrometheus } from '../support/prometheus';

const minutes = 60_000;

test('the rules are what Prometheus takes, and each alarm fires and ends by them', async () => {
  expect(await promtool('check', 'config', 'prometheus/prometheus.yml')).toContain('SUCCESS');
  expect(await promtool('test', 'rules', 'tests/alarms.test.yml')).toContain('SUCCESS');
});

describe('each alarm fires when its trouble comes, and ends with it', () => {
  let prometheus: Prometheus;
  let eventId: string;
  const mailId = randomUUID();
  beforeAll(async () => {
    prometheus = await startPrometheus();
    const { client } = await registerUser();
    const organizer = asOrganizer(client);
    ({ id: eventId } = await organizer.event());
    // These are looked at once a minute, so they are broken first and looked at last.
    await miscount('+ 1');
    await query(
      'user-service',
      `INSERT INTO mails (id, send_key, kind, outcome, failed_at) VALUES ($1, $2, 'password_changed', 'unknown', now())`,
      [mailId, `drill/${mailId}`],
    );
  }, 3 * minutes);
  afterAll(() => prometheus?.stop());

  /** As only an owner can, who takes the database's guard away for it. */
  const miscount = (change: string) =>
    query(
      'event-service',
      `BEGIN; ALTER TABLE event_seats DISABLE TRIGGER event_seats_counts_registrations;
       UPDATE event_seats SET taken = taken ${change} WHERE event_id = '${eventId}';
       SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE event_seats ENABLE TRIGGER event_seats_counts_registrations; COMMIT`,
    );

  /** Calls again and again, many at a time, until it is stopped. */
  function load(path: string, concurrency: number): () => Promise<void> {
    let isOver = false;
    const worker = async () => {
      while (!isOver) {
        await fetch(`${gateway()}${path}`).then(
          reply => reply.text(),
          () => undefined,
        );
        await delay(20);
      }
    };
    const workers = Array.from({ length: concurrency }, worker);
    return async () => {
      isOver = true;
      await Promise.all(workers);
    };
  }

  test(
    'ServiceDown, and ReplicasStale: a service is frozen',
    async () => {
      const thaw = freeze('session-service');
      try {
        await Promise.all([
          prometheus.fires('ServiceDown', { service: 'session-service' }),
          prometheus.fires('ReplicasStale', { service: 'event-service', source: 'session-service' }),
        ]);
      } finally {
        thaw();
      }
      await prometheus.ends('ServiceDown');
      await prometheus.ends('ReplicasStale');
    },
    6 * minutes,
  );

  test(
    'GatewayDown: nginx is frozen',
    async () => {
      const thaw = freeze('gateway');
      await prometheus.fires('GatewayDown').finally(thaw);
      await prometheus.ends('GatewayDown');
    },
    6 * minutes,
  );

  test(
    'DatabaseDown, and ErrorRate: a database is frozen while requests come',
    async () => {
      const stop = load('/api/v1/speakers', 3);
      const thaw = freeze('speaker-service-database');
      try {
        await prometheus.fires('DatabaseDown', { service: 'speaker-service' });
        await prometheus.fires('ErrorRate', { service: 'speaker-service' });
      } finally {
        thaw();
      }
      await prometheus.ends('DatabaseDown');
      await prometheus.ends('ErrorRate');
      await stop();
    },
    8 * minutes,
  );

  test(
    'PoolExhausted: a table is locked while requests come',
    async () => {
      const client = new Client({ connectionString: databaseUrl('event-service') });
      await client.connect();
      await client.query('BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
      const stop = load('/api/v1/events', 60);
      await prometheus.fires('PoolExhausted', { service: 'event-service', pool: 'requests' }).finally(async () => {
        await client.end();
        await stop();
      });
      await prometheus.ends('PoolExhausted');
    },
    6 * minutes,
  );

  test(
    'BrokerBlocked, and OutboxOld: the broker takes nothing as its disk is nearly full',
    async () => {
      const end = await raiseDiskAlarm();
      try {
        await registerUser();
        await prometheus.fires('BrokerBlocked');
        await prometheus.fires('OutboxOld', { service: 'user-service' });
      } finally {
        await end();
      }
      await prometheus.ends('BrokerBlocked');
      await prometheus.ends('OutboxOld');
    },
    6 * minutes,
  );

  test(
    'NoLeader: somebody else holds the lock',
    async () => {
      // As the service's own role, which may end its sessions.
      const client = new Client({ connectionString: databaseUrl('speaker-service', 'service') });
      client.on('error', () => undefined);
      await client.connect();
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'speaker-service relay'`,
      );
      // Whoever holds it and does nothing is deposed; this one is busy. Who waits for a lock gets it before who tries.
      const held = client.query('SELECT pg_advisory_lock(7301001), pg_sleep(600)').catch(() => undefined);
      await prometheus.fires('NoLeader', { work: 'speaker-service relay' }).finally(async () => {
        const other = new Client({ connectionString: databaseUrl('speaker-service', 'service') });
        await other.connect();
        await other.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()`,
        );
        await other.end();
        await held;
        await client.end().catch(() => undefined);
      });
      await prometheus.ends('NoLeader');
    },
    6 * minutes,
  );

  test(
    'DeadLetters: a message that nobody can read',
    async () => {
      const { username, password, origin } = new URL(process.env.E2E_AMQP_MANAGEMENT_URL ?? '');
      const headers = { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
      const message = {
        properties: {},
        routing_key: 'speaker-service',
        payload: 'no CloudEvent',
        payload_encoding: 'string',
      };
      await fetch(`${origin}/api/exchanges/%2F/amq.default/publish`, {
        method: 'POST',
        headers,
        body: JSON.stringify(message),
      });
      await prometheus.fires('DeadLetters', { queue: 'speaker-service.dead' });
      await fetch(`${origin}/api/queues/%2F/speaker-service.dead/contents`, { method: 'DELETE', headers });
      await prometheus.ends('DeadLetters');
    },
    6 * minutes,
  );

  test(
    'InvariantBroken, and MailsUnknown: rows are changed by hand',
    async () => {
      await prometheus.fires('InvariantBroken', { service: 'event-service' });
      await prometheus.fires('MailsUnknown', { service: 'user-service' });
      await miscount('- 1');
      await query('user-service', 'UPDATE mails SET resent_at = now() WHERE id = $1', [mailId]);
      await prometheus.ends('InvariantBroken');
      await prometheus.ends('MailsUnknown');
    },
    8 * minutes,
  );

  test(
    'BrokerDown: the broker is frozen',
    async () => {
      const thaw = freeze('rabbitmq');
      await prometheus.fires('BrokerDown').finally(thaw);
      await prometheus.ends('BrokerDown');
      await eventually(async () => (await fetch(`${gateway()}/health/ready`)).ok, 60_000);
    },
    6 * minutes,
  );
});
