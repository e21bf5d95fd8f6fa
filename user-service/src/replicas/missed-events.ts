import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { publishMissedEvents } from '../messaging/published';
import type { UserDatabase } from '../shared/database';

const batchSize = 100;

/** Asks event-service for the events that were known before there were mails about them; tombstones have no owner. */
async function askForMissedEvents({ client, transact }: UserDatabase): Promise<void> {
  const where = { status: null, ownerId: { not: null } };
  const page = { orderBy: { id: 'asc' }, take: batchSize, select: { id: true } } as const;
  let ids = (await client.eventReplica.findMany({ where, ...page })).map(({ id }) => id);
  for (let last = ids.at(-1); last !== undefined; last = ids.at(-1)) {
    const asked = ids;
    await transact(tx => publishMissedEvents(tx, asked));
    ids = (await client.eventReplica.findMany({ where: { ...where, id: { gt: last } }, ...page })).map(({ id }) => id);
  }
}

/** {@link askForMissedEvents}, until none is missing. */
export const missedEventsJob = (database: UserDatabase, logger: Logger): Component =>
  every({
    name: 'missed events',
    intervalMs: 60 * 60_000,
    first: 'at-once',
    logger,
    run: () => askForMissedEvents(database),
  });
