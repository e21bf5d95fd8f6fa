import type { Part } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { EventDatabase } from '../../shared/database';
import { lockEvent } from './repository';
import { takeStep } from './take-step';

const everyMs = 60_000;
const batchSize = 100;

/**
 * Completes events that are over, each in its own transaction. Several instances may do so at once: whoever locks an event
 * second finds it completed. One that was changed in the last hour is left alone: somebody is still filing an archive.
 * @returns how many were completed here
 */
async function completeEnded(database: EventDatabase): Promise<number> {
  const ended = await database.read.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM events
    WHERE status = 'published' AND ends_at <= now() AND updated_at < now() - interval '1 hour'
    ORDER BY ends_at LIMIT ${batchSize}`;
  let completed = 0;
  for (const { id } of ended) {
    completed += await database.transact(async tx => {
      const event = await lockEvent(tx, id);
      if (event.status !== 'published' || event.endsAt > new Date()) return 0;
      await takeStep(tx, event, 'complete', null);
      return 1;
    });
  }
  return completed;
}

/** Looks once a minute. What fails is tried again the next time. */
export function completion(database: EventDatabase, logger: Logger): Part {
  let timer: NodeJS.Timeout | undefined;
  let sweeping = Promise.resolve();
  const sweep = async () => {
    try {
      const completed = await completeEnded(database);
      if (completed > 0) logger.info({ completed }, 'events that are over were completed');
    } catch (error) {
      logger.warn({ err: error }, 'events that are over could not be completed; it is tried again');
    }
  };
  const next = () => {
    sweeping = sweeping.then(sweep);
  };
  return {
    name: 'completion',
    start() {
      next();
      timer = setInterval(next, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await sweeping;
    },
  };
}
