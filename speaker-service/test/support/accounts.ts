import { createEmailDigest, derivedToken } from '@ems/chassis/auth';
import type { App } from './start';

export const digest = createEmailDigest('development-email-digest-secret');

/** The account has shown that the address is its own, as if the message had come. */
export async function verifyEmail(running: App, userId: string, email: string): Promise<void> {
  await running.database.query(
    `INSERT INTO token_subjects (id, version, disabled, email_verified) VALUES ($1, 1, false, true)
     ON CONFLICT (id) DO UPDATE SET email_verified = true`,
    [userId],
  );
  await running.database.query(
    `INSERT INTO account_replicas (id, version, verified_email) VALUES ($1, 1, $2)
     ON CONFLICT (id) DO UPDATE SET verified_email = excluded.verified_email`,
    [userId, digest(email)],
  );
}

/** Of the link in the mail that an invitation is sent by. */
export const tokenOf = (invitationId: string | undefined): string =>
  derivedToken('development-invitation-secret', 'claim', invitationId ?? '');
