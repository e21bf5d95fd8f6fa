import type { EmailDigest } from '@ems/chassis/auth';
import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { UserDatabase } from '../../shared/database';
import { lockUserForUpdate, updateUser } from './user';

const batchSize = 100;

/** Completes accounts whose address has no digest, as those of before the column have none, and publishes them anew. */
export const emailDigestJob = (database: UserDatabase, digest: EmailDigest, logger: Logger): Component =>
  every({
    name: 'email digests',
    intervalMs: 60_000,
    first: 'at-once',
    logger,
    async run(signal) {
      const where = { emailDigest: null, erasedAt: null };
      const select = { id: true };
      for (let found = batchSize; found === batchSize && !signal.aborted; ) {
        const users = await database.client.user.findMany({ where, select, orderBy: { id: 'asc' }, take: batchSize });
        for (const { id } of users) await database.transact(tx => completeEmailDigest(tx, id));
        found = users.length;
      }

      async function completeEmailDigest(tx: Parameters<typeof lockUserForUpdate>[0], id: string) {
        const user = await lockUserForUpdate(tx, id);
        if (user.emailDigest !== null || user.erasedAt !== null) return;
        await updateUser(tx, user, { emailDigest: digest(user.email) }, user.updatedAt);
      }
    },
  });
