import { createEmailDigest } from '@ems/chassis/auth';
import { eventually } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newAccount } from './support/accounts';
import { type App, startUserService } from './support/user-service';

let app: App;
beforeAll(async () => {
  app = await startUserService();
});
afterAll(() => app.stop());

test('an account of before addresses had digests gets one, and is published anew with it', async () => {
  const { id, email } = await newAccount(app);
  await app.database.query('UPDATE users SET email_digest = NULL WHERE id = $1', [id]);
  const later = await app.second();
  const [message] = await eventually(async () => {
    const rows = await app.database.query<{ payload: object }>(
      `SELECT payload FROM outbox WHERE subject = $1 AND type = 'user.updated.v1'`,
      [id],
    );
    return rows.length > 0 ? rows : undefined;
  });
  await later.stop();
  const emailDigest = createEmailDigest('development-email-digest-secret')(email);
  expect(message?.payload).toMatchObject({ id, emailVerified: false, emailDigest });
});
