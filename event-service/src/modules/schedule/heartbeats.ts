import type { Message } from '@ems/chassis/messaging';
import type { RelayHeartbeat } from '@ems/contracts';
import type { Db, Tx } from '../../shared/database';

/** Whose relay tells of the parts of a schedule. */
const owners = { sessions: 'session-service', speakers: 'speaker-service' };

/** Whatever a service had committed by then has been consumed here: the heartbeat came after it, through the same queue. */
export async function recordHeartbeat(tx: Tx, service: string, { data, time }: Message<RelayHeartbeat>): Promise<void> {
  const asOf = data.oldestUnpublishedAt === null ? time : new Date(data.oldestUnpublishedAt);
  await tx.$executeRaw`
    INSERT INTO relay_heartbeats AS current (service, as_of) VALUES (${service}, ${asOf})
    ON CONFLICT (service) DO UPDATE SET as_of = greatest(current.as_of, excluded.as_of)`;
}

/** The parts of a schedule whose changes may be unknown here for more than two seconds. */
export async function partsBehind(db: Db): Promise<(keyof typeof owners)[]> {
  const rows = await db.$queryRaw<{ service: string }[]>`
    SELECT service FROM relay_heartbeats WHERE as_of > now() - interval '2 seconds'`;
  const current = new Set(rows.map(({ service }) => service));
  return (['sessions', 'speakers'] as const).filter(part => !current.has(owners[part]));
}
