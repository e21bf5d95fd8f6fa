import { createEmailDigest } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { type App, emailDigestKey } from './start';

/** As messages to the service under test have it. */
export const digestOf = createEmailDigest(emailDigestKey);

/** Somebody whose account has this address, of whom user-service's messages have come. */
export async function accountOf(running: App, email: string, verified = true, id: string = newId()) {
  await running.database.query(
    'INSERT INTO token_subjects (id, version, disabled, email_verified) VALUES ($1, 1, false, $2)',
    [id, verified],
  );
  await running.database.query('INSERT INTO account_replicas (id, version, verified_email) VALUES ($1, 1, $2)', [
    id,
    verified ? digestOf(email) : null,
  ]);
  return { id, email, api: running.as(id) };
}
