import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { publishMissedSpeakers } from '../messaging/published';
import type { SessionDatabase } from '../shared/database';

const batchSize = 500;

/** Asks speaker-service for the profiles whose names no message has told: it had no reason to send one since names are sent. */
async function askForMissedSpeakers({ client, transact }: SessionDatabase): Promise<void> {
  const where = { name: null, deleted: false };
  const page = { orderBy: { id: 'asc' }, take: batchSize, select: { id: true } } as const;
  let ids = (await client.speakerReplica.findMany({ where, ...page })).map(({ id }) => id);
  for (let last = ids.at(-1); last !== undefined; last = ids.at(-1)) {
    const asked = ids;
    await transact(tx => publishMissedSpeakers(tx, asked));
    ids = (await client.speakerReplica.findMany({ where: { ...where, id: { gt: last } }, ...page })).map(
      ({ id }) => id,
    );
  }
}

/** {@link askForMissedSpeakers}, until nobody is missing. */
export const missedSpeakersJob = (database: SessionDatabase, logger: Logger): Component =>
  every({
    name: 'missed speakers',
    intervalMs: 60 * 60_000,
    first: 'at-once',
    logger,
    run: () => askForMissedSpeakers(database),
  });
