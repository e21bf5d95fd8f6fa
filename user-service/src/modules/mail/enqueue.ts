import { newId } from '@ems/chassis/database';
import type { MailKind } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';

/**
 * Writes a mail into the outbox of mails, in the transaction of the change that it tells of.
 * @param sendKey names the occasion: however often it is written, one mail leaves
 */
export async function enqueueMail(tx: Tx, kind: MailKind, userId: string, sendKey: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO mails (id, send_key, kind, user_id)
    VALUES (${newId()}::uuid, ${sendKey}, ${kind}::"MailKind", ${userId}::uuid) ON CONFLICT (send_key) DO NOTHING`;
}

/**
 * Writes a mail to whoever has this address. The same statement with the same effect where nobody has it, so that its
 * time tells nothing; the sender throws such a mail away.
 */
export async function enqueueMailTo(tx: Tx, kind: MailKind, email: string): Promise<void> {
  const id = newId();
  await tx.$executeRaw`
    INSERT INTO mails (id, send_key, kind, user_id)
    VALUES (${id}::uuid, ${id}, ${kind}::"MailKind", (SELECT id FROM users WHERE email = ${email} AND status = 'active'))`;
}
