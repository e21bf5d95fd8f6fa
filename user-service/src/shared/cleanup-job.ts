import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { Db, UserDatabase } from './database';

/**
 * Deletes what is no longer needed: salts of used refresh tokens, ended logins, expired tokens, changes of addresses, counts and
 * invitations, old mails, what a deleted event has announced.
 */
export async function deleteExpired(db: Db): Promise<void> {
  await db.$executeRaw`UPDATE refresh_tokens SET successor_salt = NULL, used_by = NULL
    WHERE successor_salt IS NOT NULL AND used_at < now() - interval '1 minute'`;
  await db.$executeRaw`DELETE FROM token_families WHERE ends_at < now() OR revoked_at < now() - interval '90 days'`;
  await db.$executeRaw`DELETE FROM personal_access_tokens
    WHERE revoked_at < now() - interval '1 day' OR expires_at < now() - interval '30 days'`;
  await db.$executeRaw`DELETE FROM one_time_tokens WHERE expires_at < now()`;
  await db.$executeRaw`DELETE FROM email_changes WHERE expires_at < now()`;
  await db.$executeRaw`DELETE FROM throttles WHERE expires_at < now()`;
  await db.$executeRaw`DELETE FROM known_devices WHERE seen_at < now() - interval '90 days'`;
  await db.$executeRaw`DELETE FROM mails WHERE coalesce(sent_at, failed_at) < now() - interval '30 days'`;
  await db.$executeRaw`DELETE FROM invitation_replicas WHERE expires_at < now() - interval '1 day'`;
  await db.$executeRaw`DELETE FROM announcements USING event_replicas e WHERE e.id = event_id AND e.owner_id IS NULL`;
  // The entry of an admin who erases their own account is written after everything else of theirs was anonymized.
  await db.$executeRaw`UPDATE audit SET details = NULL FROM users
    WHERE details IS NOT NULL AND at > now() - interval '1 hour' AND users.id = actor AND erased_at IS NOT NULL`;
}

/** {@link deleteExpired}, each minute. */
export const cleanupJob = ({ client }: UserDatabase, logger: Logger): Component =>
  every({ name: 'cleanup', intervalMs: 60_000, logger, run: () => deleteExpired(client) });
