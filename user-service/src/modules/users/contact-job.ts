import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { Tx, UserDatabase } from '../../shared/database';
import { lockUserForUpdate, updateContact } from './user';

const batchSize = 100;

/** Publishes name, address and language of accounts that have not yet, as those of before the message have not. */
export const contactJob = (database: UserDatabase, logger: Logger): Component =>
  every({
    name: 'contacts',
    intervalMs: 60_000,
    first: 'at-once',
    logger,
    async run(signal) {
      const where = { contactPublished: false, erasedAt: null };
      const select = { id: true };
      for (let found = batchSize; found === batchSize && !signal.aborted; ) {
        const users = await database.client.user.findMany({ where, select, orderBy: { id: 'asc' }, take: batchSize });
        for (const { id } of users) await database.transact(tx => publishOnce(tx, id));
        found = users.length;
      }
    },
  });

async function publishOnce(tx: Tx, id: string): Promise<void> {
  const user = await lockUserForUpdate(tx, id);
  if (!user.contactPublished && !user.erasedAt) await updateContact(tx, user, {}, user.updatedAt);
}
