import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';

export type InvitationMessage = Message<{ id: string; email?: string; expiresAt?: string }>;

/** Stores which addresses are invited, unless something newer is known; of an invitation that has ended the address goes. */
export async function upsertInvitations(sql: Sql, messages: readonly InvitationMessage[]): Promise<void> {
  const newest = new Map<string, { id: string; email?: string; expiresAt?: string; version: number }>();
  for (const { data, sequence } of messages)
    if ((newest.get(data.id)?.version ?? 0) < sequence) newest.set(data.id, { ...data, version: sequence });
  await sql.$executeRaw`
    INSERT INTO invitation_replicas AS existing (id, version, email, expires_at)
    SELECT id, version, email, coalesce("expiresAt", now() + interval '30 days')
    FROM jsonb_to_recordset(${JSON.stringify([...newest.values()])}::jsonb)
      AS i (id uuid, version int, email text, "expiresAt" timestamptz) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, email = excluded.email, expires_at = excluded.expires_at
    WHERE existing.version < excluded.version`;
}
