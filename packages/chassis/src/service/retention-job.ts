import { auditHead, forgetOldAuditDetails } from '../audit';
import { deleteOldLogins } from '../auth';
import type { Database, Sql } from '../database';
import { type Component, every } from '../lifecycle';
import type { Logger } from '../log';

/**
 * Ages out what only had to be remembered for a while: replies, ended logins, the outbox's archive, details of the audit log,
 * and the inbox (kept longest). The audit log's head goes to the log, where who rewrites the database does not reach it.
 */
export function retentionJob<Tx>({ client }: Database<Sql, Tx>, logger: Logger): Component {
  let logged = '';
  return every({
    name: 'retention',
    intervalMs: 600_000,
    logger,
    async run() {
      await client.$executeRaw`DELETE FROM idempotency WHERE expires_at < now()`;
      // From its old end on, so that what is left has no gaps; and not the last row, whose position the next one follows.
      await client.$executeRaw`
        DELETE FROM outbox WHERE id < coalesce(
          (SELECT id FROM outbox WHERE published_at IS NULL OR published_at >= now() - interval '30 days' ORDER BY id LIMIT 1),
          (SELECT max(id) FROM outbox))`;
      await client.$executeRaw`DELETE FROM inbox WHERE received_at < now() - interval '90 days'`;
      await client.$executeRaw`
        DELETE FROM known_timelines t USING known_timelines next
        WHERE next.source = t.source AND next.started_at > t.started_at AND next.started_at < now() - interval '90 days'`;
      await client.$executeRaw`DELETE FROM deliveries_in_hand WHERE taken_at < now() - interval '1 day'`;
      await deleteOldLogins(client);
      await forgetOldAuditDetails(client);
      const head = await auditHead(client);
      if (head && head.hash !== logged) logger.info({ head: `${head.number}:${head.hash}` }, 'head of the audit log');
      logged = head?.hash ?? '';
    },
  });
}
