import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '@ems/chassis/database';
import { eventually, expectStatus, type SmtpServer, startSmtp } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logIn, newAccount, password } from './support/accounts';
import { mailsTo, mailTo } from './support/mails';
import { type App, api, startUserService } from './support/user-service';

interface Row {
  sent_at: Date | null;
  failed_at: Date | null;
  attempts: number;
  last_error: string | null;
}

const settledMails = (app: App, userId: string, isDone: (row: Row) => boolean) =>
  eventually(async () => {
    const rows = await app.database.query<Row>('SELECT * FROM mails WHERE user_id = $1', [userId]);
    return rows.length > 0 && rows.every(isDone) ? rows : undefined;
  });

describe('mails as files', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService();
  });
  afterAll(() => app.stop());

  test('a change that does not commit sends nothing', async () => {
    const email = 'rolled-back@example.org';
    await app.database.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
       CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON users DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NEW.email = '${email}') EXECUTE FUNCTION refuse()`,
    );
    const reply = await api(app.url)('post', '/auth/register', { email, password, name: 'Nobody' });
    expectStatus(reply, 500);
    const later = await newAccount(app);
    await mailTo(app, later.email, 'Confirm your address');
    expect(mailsTo(app, email)).toEqual([]);
  });

  test('a mail to an address that nobody has confirmed says nothing of what was entered with it', async () => {
    const name = 'Win a prize at https://evil.example now';
    const { email, as } = await newAccount(app, name);
    expectStatus(await as('patch', '/users/me', { name: `${name} again` }), 200);
    expectStatus(await api(app.url)('post', '/auth/password/forgot', { email }), 202);
    expectStatus(
      await as('post', '/auth/password', { currentPassword: password, newPassword: 'another horse battery' }),
      204,
    );
    for (const subject of ['Confirm your address', 'Set a new password', 'Your password was changed']) {
      const { file, text } = await mailTo(app, email, subject);
      const raw = readFileSync(join(app.mailDir, file), 'utf8');
      for (const content of [raw, text]) expect(content).not.toMatch(/evil|prize/);
    }
  });

  test('however many instances run, a mail is sent once, and its row has neither address nor token', async () => {
    const others = [await app.second(), await app.second()];
    const accounts = await Promise.all(
      [app, ...others].flatMap(instance => [newAccount(instance), newAccount(instance)]),
    );
    for (const { id, email } of accounts) {
      await settledMails(app, id, row => row.sent_at !== null);
      expect(mailsTo(app, email)).toHaveLength(1);
      const { token } = await mailTo(app, email, 'Confirm your address');
      const found = await app.database.query('SELECT FROM mails m WHERE m::text LIKE $1 OR m::text LIKE $2', [
        `%${email}%`,
        `%${token}%`,
      ]);
      expect(found).toEqual([]);
    }
    for (const other of others) await other.stop();
  });

  test('one send key is one mail, however often it is enqueued', async () => {
    const { id, email } = await newAccount(app);
    const again = `INSERT INTO mails (id, send_key, kind, user_id) VALUES ($1, $2, 'verify_email', $3) ON CONFLICT DO NOTHING`;
    await app.database.query(again, [newId(), `verify_email ${id} registered`, id]);
    await settledMails(app, id, row => row.sent_at !== null);
    expect(mailsTo(app, email)).toHaveLength(1);
  });

  test('a mail that was claimed by an instance that died is sent by another', async () => {
    const { id, email } = await newAccount(app);
    await settledMails(app, id, row => row.sent_at !== null);
    await app.database.query(
      `INSERT INTO mails (id, send_key, kind, user_id, claimed_at) VALUES ($1, $2, 'password_changed', $3, now() - interval '1 minute')`,
      [newId(), `crash ${id}`, id],
    );
    await mailTo(app, email, 'Your password was changed');
  });
});

describe('mails by SMTP', () => {
  let smtp: SmtpServer;
  let app: App;
  beforeAll(async () => {
    smtp = await startSmtp();
    app = await startUserService({ SMTP_URL: smtp.url });
  });
  afterAll(async () => {
    await app.stop();
    await smtp.stop();
  });

  const acceptedFor = (email: string) => smtp.accepted.filter(mail => mail.includes(email));

  test('a mail that the server cannot accept now is retried, and arrives once', async () => {
    smtp.respond('451 try later');
    const { id, email } = await newAccount(app);
    await settledMails(app, id, row => row.attempts > 0 && row.last_error !== null);
    smtp.respond('250 accepted');
    const [row] = await settledMails(app, id, row => row.sent_at !== null);
    expect(row?.attempts).toBeGreaterThan(1);
    expect(acceptedFor(email)).toHaveLength(1);
  });

  test('while the server is unavailable mails wait, and the API is served', async () => {
    await smtp.stop();
    const { id, email } = await newAccount(app);
    await settledMails(app, id, row => row.last_error !== null);
    smtp = await startSmtp(Number(new URL(smtp.url).port));
    await settledMails(app, id, row => row.sent_at !== null);
    expect(acceptedFor(email)).toHaveLength(1);
  });

  test('a login goes over TLS alone; where the server has none the mails wait', async () => {
    const { host } = new URL(smtp.url);
    const second = await startUserService({ SMTP_URL: `smtp://user-service:secret@${host}` });
    const before = smtp.accepted.length;
    const { id } = await newAccount(second);
    await settledMails(second, id, row => row.last_error !== null);
    await second.stop();
    expect(smtp.accepted).toHaveLength(before);
    expect(smtp.commands).toContain('STARTTLS');
    expect(smtp.commands.filter(line => /^AUTH/i.test(line))).toEqual([]);
  });

  test('a mail that the server rejects for good is not retried, and its reason does not repeat the address', async () => {
    smtp.respond('550 no such user');
    const { id, email } = await newAccount(app);
    const [row] = await settledMails(app, id, row => row.failed_at !== null);
    smtp.respond('250 accepted');
    expect({ attempts: row?.attempts, sent_at: row?.sent_at }).toEqual({ attempts: 1, sent_at: null });
    expect(row?.last_error).toContain('550');
    expect(row?.last_error).not.toContain(email);
  });

  test('a mail whose connection ended before its text has not arrived, and is retried', async () => {
    smtp.respond('disconnect before data');
    const { id, email } = await newAccount(app);
    await settledMails(app, id, row => row.last_error !== null);
    smtp.respond('250 accepted');
    const [row] = await settledMails(app, id, row => row.sent_at !== null);
    expect(row?.attempts).toBeGreaterThan(1);
    expect(acceptedFor(email)).toHaveLength(1);
  });

  test('of a sender that died, a mail that was not handed over is sent by the next, one that may have been is not', async () => {
    const { id, email } = await newAccount(app);
    await settledMails(app, id, row => row.sent_at !== null);
    const [safe, doubtful] = [newId(), newId()];
    await app.database.query(
      `INSERT INTO mails (id, send_key, kind, user_id, claimed_at, handed_over_at) VALUES
         ($1::uuid, $1::text, 'password_changed', $3, now() - interval '1 minute', NULL),
         ($2::uuid, $2::text, 'password_changed', $3, now() - interval '1 minute', now() - interval '1 minute')`,
      [safe, doubtful, id],
    );
    await settledMails(app, id, row => row.sent_at !== null || row.failed_at !== null);
    const rows = await app.database.query<Row & { id: string }>('SELECT * FROM mails WHERE user_id = $1', [id]);
    const lastErrorsOf = (mail: string) => rows.filter(row => row.id === mail).map(row => row.last_error);
    expect({ safe: lastErrorsOf(safe), doubtful: lastErrorsOf(doubtful) }).toEqual({
      safe: [null],
      doubtful: ['interrupted'],
    });
    expect(acceptedFor(email)).toHaveLength(2);
  });

  test('a sender that was given up does not send a mail that another has claimed', async () => {
    const { reached, resume } = smtp.pauseData();
    const { id, email } = await newAccount(app);
    await reached;
    await app.database.query(`UPDATE mails SET claimed_at = claimed_at + interval '1 second' WHERE user_id = $1`, [id]);
    resume();
    // The next mail is started when the one before is abandoned.
    const next = await newAccount(app);
    await settledMails(app, next.id, row => row.sent_at !== null);
    expect(acceptedFor(email)).toEqual([]);
    const [row] = await app.database.query<Row>('SELECT * FROM mails WHERE user_id = $1', [id]);
    expect(row).toMatchObject({ sent_at: null, failed_at: null, last_error: null });
  });

  test('a mail whose outcome is unknown is not sent a second time', async () => {
    smtp.respond('disconnect after data');
    const { id, email } = await newAccount(app);
    const [row] = await settledMails(app, id, row => row.failed_at !== null);
    smtp.respond('250 accepted');
    expect(row?.last_error).toContain('unknown');
    expect(acceptedFor(email)).toHaveLength(1);
  });
});

test('a restart mid-way loses no account, no mail and no message', async () => {
  const app = await startUserService({ SMTP_URL: 'smtp://127.0.0.1:1' });
  const { id, email } = await newAccount(app);
  await app.halt();
  const smtp = await startSmtp();
  const restarted = await app.second({ SMTP_URL: smtp.url });
  await settledMails(app, id, row => row.sent_at !== null);
  expect(smtp.accepted.filter(mail => mail.includes(email))).toHaveLength(1);
  expect((await logIn(restarted, email)).id).toBe(id);
  const waiting = await app.database.query('SELECT FROM outbox WHERE subject = $1 AND published_at IS NULL', [id]);
  expect(waiting).toHaveLength(2);
  await restarted.stop();
  await smtp.stop();
  await app.stop();
});
