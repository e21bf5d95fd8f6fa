import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { publishMissedSchedules } from '../messaging/published';
import type { SpeakerDatabase } from '../shared/database';

const batchSize = 100;

/** Asks session-service for the schedules of events that were known before slots were. */
async function askForMissedSchedules({ client, transact }: SpeakerDatabase): Promise<void> {
  const where = { slotsKnown: false, deleted: false };
  const page = { orderBy: { id: 'asc' }, take: batchSize, select: { id: true } } as const;
  let ids = (await client.eventReplica.findMany({ where, ...page })).map(({ id }) => id);
  for (let last = ids.at(-1); last !== undefined; last = ids.at(-1)) {
    const asked = ids;
    await transact(tx => publishMissedSchedules(tx, asked));
    ids = (await client.eventReplica.findMany({ where: { ...where, id: { gt: last } }, ...page })).map(({ id }) => id);
  }
}

/** {@link askForMissedSchedules}, until none is missing. */
export const missedSchedulesJob = (database: SpeakerDatabase, logger: Logger): Component =>
  every({
    name: 'missed schedules',
    intervalMs: 60 * 60_000,
    first: 'at-once',
    logger,
    run: () => askForMissedSchedules(database),
  });
