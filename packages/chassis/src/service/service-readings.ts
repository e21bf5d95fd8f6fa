import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sql } from '../database';
import { askAll, type ComponentState, type HealthChecks } from '../lifecycle';
import type { Readings } from '../metrics';
import type { ServiceDefinition } from './definition';

/** All packages have that of the whole. */
const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

const states: readonly ComponentState[] = ['up', 'degraded', 'blocked', 'down'];

/** What waits in the outbox is not counted further: it is many. */
const mostCounted = 100_000;

/** What each service tells of itself: what it was built from, its components, its connections, its outbox. */
export function serviceReadings<Tx>(
  { name, config, database }: Pick<ServiceDefinition<Tx>, 'name' | 'config' | 'database'>,
  checks: HealthChecks,
): Readings[] {
  return [
    {
      gauges: { build_info: 'Always 1' },
      labels: ['service', 'version', 'commit'],
      maxAgeSeconds: 0,
      read: () => [{ gauge: 'build_info', value: 1, labels: { service: name, version, commit: config.BUILD_COMMIT } }],
    },
    {
      gauges: { component_state: '1 for the state that a component is in' },
      labels: ['component', 'state'],
      maxAgeSeconds: 0,
      async read() {
        const answers = await askAll(checks);
        return answers.flatMap(([component, answer]) => {
          const now = typeof answer === 'string' ? answer : answer.state;
          return states.map(state => ({
            gauge: 'component_state',
            value: Number(state === now),
            labels: { component, state },
          }));
        });
      },
    },
    {
      gauges: {
        db_client_connections: 'Connections to the database, by what they are for: idle or used',
        db_client_connections_max: 'As many as there may be',
        db_client_pending_requests: 'How many wait for a connection',
      },
      labels: ['pool', 'state'],
      maxAgeSeconds: 0,
      read: () =>
        Object.entries(database.pools).flatMap(([pool, { totalCount, idleCount, waitingCount, options }]) => [
          { gauge: 'db_client_connections', value: idleCount, labels: { pool, state: 'idle' } },
          { gauge: 'db_client_connections', value: totalCount - idleCount, labels: { pool, state: 'used' } },
          { gauge: 'db_client_connections_max', value: options.max, labels: { pool } },
          { gauge: 'db_client_pending_requests', value: waitingCount, labels: { pool } },
        ]),
    },
    {
      gauges: {
        outbox_messages: `Messages that wait to be published, ${mostCounted} at most`,
        outbox_oldest_age_seconds: 'For how long the oldest of them has waited',
      },
      maxAgeSeconds: 2,
      read: () => database.transactSqlApart(readOutbox),
    },
  ];
}

async function readOutbox(sql: Sql) {
  const [outbox] = await sql.$queryRaw<{ messages: number; age: number }[]>`
    SELECT (SELECT count(*) FROM (SELECT FROM outbox WHERE published_at IS NULL LIMIT ${mostCounted}) waiting)::int AS messages,
      coalesce(extract(epoch FROM clock_timestamp() - min(occurred_at)), 0)::float8 AS age
    FROM outbox WHERE published_at IS NULL`;
  return [
    { gauge: 'outbox_messages', value: outbox?.messages ?? 0 },
    { gauge: 'outbox_oldest_age_seconds', value: outbox?.age ?? 0 },
  ];
}
