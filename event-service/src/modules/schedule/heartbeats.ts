import type { Message } from '@ems/chassis/messaging';
import type { RelayHeartbeat } from '@ems/contracts';
import type { Tx } from '../../shared/database';

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
