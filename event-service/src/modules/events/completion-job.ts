import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { EventDatabase } from '../../shared/database';
import { lockEventForUpdate } from './repository';
import { applyTransition } from './transition-event';

const intervalMs = 60_000;
const batchSize = 100;

/**
 * Completes events that have ended, each in its own transaction. Several instances may do so at once: whoever locks an event
 * second finds it completed. One that was changed in the last hour is left alone: an archive is still being edited.
 * @returns how many were completed here
 */
async function completeEnded(database: EventDatabase, now: Date): Promise<number> {
  const ended = await database.client.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM events
    WHERE status = 'published' AND ends_at <= ${now} AND updated_at < ${now}::timestamptz - interval '1 hour'
    ORDER BY ends_at LIMIT ${batchSize}`;
  let completed = 0;
  for (const { id } of ended) {
    completed += await database.transact(async tx => {
      const event = await lockEventForUpdate(tx, id);
      if (event.status !== 'published' || event.endsAt > now) return 0;
      await applyTransition(tx, event, { action: 'complete', reason: null }, now);
      return 1;
    });
  }
  return completed;
}

/** The periodic job that completes events after their end. */
export const completionJob = (database: EventDatabase, logger: Logger): Component =>
  every({
    name: 'event-completion',
    intervalMs,
    logger,
    first: 'at-once',
    async run() {
      const completed = await completeEnded(database, new Date());
      if (completed > 0) logger.info({ completed }, 'events completed after their end');
    },
  });
