import type { EmailDigest } from '@ems/chassis/auth';
import type { Restatable } from '@ems/chassis/messaging';
import { userDisabled, userUpdated } from '@ems/contracts';
import { publishUnknownErased, publishUser } from '../../messaging/published';
import { listOpenEventsOf } from '../../replicas/events';
import type { Tx } from '../../shared/database';
import { updateContact } from '../users';
import { anonymizeUser } from './anonymize';

const raiseVersion = (tx: Tx, id: string, version: number) =>
  tx.$executeRaw`UPDATE users SET version = greatest(version, ${version}::int) WHERE id = ${id}::uuid`;

/** How an account is said again after a restore of the database: whoever was erased meanwhile is erased again. */
export const restatableUser = (digest: EmailDigest): Restatable<Tx> => ({
  async isKnown(tx, { id }) {
    const found = await tx.$queryRaw<object[]>`SELECT 1 FROM users WHERE id = ${id}::uuid FOR UPDATE`;
    return found.length > 0;
  },
  async restate(tx, { id, sequence }, now) {
    await raiseVersion(tx, id, sequence);
    const user = await tx.user.update({ where: { id }, data: { version: { increment: 1 }, updatedAt: now } });
    await publishUser(tx, user.status === 'disabled' ? userDisabled : userUpdated, user);
    if (!user.erasedAt) await updateContact(tx, user, {}, now);
  },
  async remove(tx, { id, sequence }, now) {
    await raiseVersion(tx, id, sequence);
    const { erasedAt } = await tx.user.findUniqueOrThrow({ where: { id } });
    if (erasedAt || (await listOpenEventsOf(tx, id)).length > 0) return false;
    await anonymizeUser(tx, digest, id, id, now);
    return true;
  },
  publishRemoval: (tx, { id, sequence }, now) => publishUnknownErased(tx, id, sequence + 1, now),
});
