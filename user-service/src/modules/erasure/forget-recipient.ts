import type { EmailDigest } from '@ems/chassis/auth';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';

/**
 * Empties what is kept of others' messages to write to a person: what has the address of the account, where it has been shown to
 * be theirs; and which mails they do not want. The ids that remain lead to nobody.
 */
export async function forgetRecipient(
  tx: Tx,
  { id, email, emailVerified }: User,
  emailDigest: EmailDigest,
): Promise<void> {
  await tx.unsubscription.deleteMany({ where: { recipient: `user ${id}` } });
  if (!emailVerified) return;
  await tx.unsubscription.deleteMany({ where: { recipient: `address ${emailDigest(email)}` } });
  await tx.$executeRaw`UPDATE registration_replicas SET name = NULL, email = NULL WHERE lower(email) = ${email}`;
  await tx.$executeRaw`UPDATE speaker_replicas SET email = NULL WHERE lower(email) = ${email}`;
  await tx.$executeRaw`UPDATE invitation_replicas SET email = NULL WHERE lower(email) = ${email}`;
}
