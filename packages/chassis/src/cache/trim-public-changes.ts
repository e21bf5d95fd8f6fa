import type { Sql } from '../database';
import { type Component, every } from '../lifecycle';
import type { Logger } from '../log';

/** Twice as long as anybody looks back. */
const keptMs = 60_000;

/**
 * Deletes the changes that every snapshot of the last minute sees: whoever asks for changes since an older one takes whatever
 * there is for changed. The time is that between two runs, by this process's clock.
 */
export function trimPublicChanges(db: Sql, logger: Logger): Component {
  let minuteAgo: string | undefined;
  return every({
    name: 'trim-public-changes',
    intervalMs: keptMs,
    logger,
    first: 'at-once',
    async run() {
      const before = minuteAgo;
      const [row] = await db.$queryRaw<{ xmin: string }[]>`
        SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin`;
      minuteAgo = row?.xmin;
      if (before !== undefined) await db.$executeRaw`DELETE FROM public_changes WHERE xid < ${before}::bigint`;
    },
  });
}
