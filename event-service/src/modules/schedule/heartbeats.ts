import type { Message } from '@ems/chassis/messaging';
import type { Readings } from '@ems/chassis/metrics';
import type { RelayHeartbeat } from '@ems/contracts';
import type { EventDatabase, Tx } from '../../shared/database';

/** Whose relay tells of the parts of a schedule. */
export const owners = { sessions: 'session-service', speakers: 'speaker-service' };

/** SQL of a text array: the services of whose changes all is known here up to two seconds ago. */
export const currentServices = "ARRAY(SELECT service FROM relay_heartbeats WHERE as_of > now() - interval '2 seconds')";

/** Whatever a service had committed by then has been consumed here: the heartbeat came after it, through the same queue. */
export async function recordHeartbeat(tx: Tx, service: string, { data, time }: Message<RelayHeartbeat>): Promise<void> {
  const asOf = data.oldestUnpublishedAt === null ? time : new Date(data.oldestUnpublishedAt);
  await tx.$executeRaw`
    INSERT INTO relay_heartbeats AS current (service, as_of) VALUES (${service}, ${asOf})
    ON CONFLICT (service) DO UPDATE SET as_of = greatest(current.as_of, excluded.as_of)`;
}

/** How old the news of other services may be: what a schedule shows is as of then. */
export const heartbeatReadings = (database: EventDatabase): Readings => ({
  gauges: { replica_age_seconds: 'Since when changes of a service may be unknown here' },
  labels: ['source'],
  maxAgeSeconds: 1,
  read: () =>
    database.transactSqlApart(async sql => {
      const rows = await sql.$queryRaw<{ service: string; age: number }[]>`
        SELECT service, extract(epoch FROM clock_timestamp() - as_of)::float8 AS age FROM relay_heartbeats`;
      return rows.map(({ service, age }) => ({
        gauge: 'replica_age_seconds',
        value: age,
        labels: { source: service },
      }));
    }),
});
