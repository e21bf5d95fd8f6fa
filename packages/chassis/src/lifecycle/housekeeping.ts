import type { Database, Sql } from '../database';
import type { Logger } from '../log';
import type { Part } from './lifecycle';

const everyMs = 600_000;

/** Ages out what only had to be remembered for a while: replies, the outbox's archive, and the inbox (kept longest). */
export function housekeeping<Tx>(database: Database<Sql, Tx>, logger: Logger): Part {
  let timer: NodeJS.Timeout | undefined;
  const sweep = async () => {
    try {
      await database.read.$executeRaw`DELETE FROM idempotency WHERE expires_at < now()`;
      await database.read.$executeRaw`DELETE FROM outbox WHERE published_at < now() - interval '30 days'`;
      await database.read.$executeRaw`DELETE FROM inbox WHERE received_at < now() - interval '90 days'`;
    } catch (error) {
      logger.warn({ err: error }, 'housekeeping failed; it tries again later');
    }
  };
  return {
    name: 'housekeeping',
    start() {
      timer = setInterval(sweep, everyMs);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}
