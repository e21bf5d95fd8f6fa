import { createHash } from 'node:crypto';
import type { Db, Tx } from '../../shared/database';

/** Where an account is used from, as a hash that means nothing without the account's own address. */
export const deviceOf = (email: string, address: string) =>
  createHash('sha256').update(`${email} ${address}`).digest('base64url');

/** True when the account with this address was logged in from there in the last 90 days. */
export async function isKnownDevice(db: Db, email: string, device: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM known_devices d JOIN users u ON u.id = d.user_id
    WHERE u.email = ${email} AND d.device = ${device} AND d.seen_at > now() - interval '90 days'`;
  return rows.length > 0;
}

export async function knowDevice(tx: Tx, userId: string, device: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO known_devices (user_id, device) VALUES (${userId}::uuid, ${device})
    ON CONFLICT (user_id, device) DO UPDATE SET seen_at = now()`;
}
