import { auditHead, forgetOldAuditDetails } from '../audit';
import type { Database, Sql } from '../database';
import type { Logger } from '../log';
import type { Part } from './lifecycle';

const everyMs = 600_000;

/**
 * Ages out what only had to be remembered for a while: replies, the outbox's archive, details of the audit log, and the
 * inbox (kept longest). The audit log's head goes to the log, where who rewrites the database does not reach it.
 */
export function housekeeping<Tx>(database: Database<Sql, Tx>, logger: Logger): Part {
  let timer: NodeJS.Timeout | undefined;
  let logged = '';
  const sweep = async () => {
    try {
      await database.read.$executeRaw`DELETE FROM idempotency WHERE expires_at < now()`;
      await database.read.$executeRaw`DELETE FROM outbox WHERE published_at < now() - interval '30 days'`;
      await database.read.$executeRaw`DELETE FROM inbox WHERE received_at < now() - interval '90 days'`;
      await forgetOldAuditDetails(database.read);
      const head = await auditHead(database.read);
      if (head && head.hash !== logged) logger.info({ head: `${head.number}:${head.hash}` }, 'head of the audit log');
      logged = head?.hash ?? '';
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
