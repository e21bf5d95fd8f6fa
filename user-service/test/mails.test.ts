import { newId } from '@ems/chassis/database';
import { api, eventually } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logIn, newAccount, password } from './support/accounts';
import { mailsTo, mailTo } from './support/mails';
import { type SmtpServer, startSmtp } from './support/smtp';
import { type Running, startUserService } from './support/start';

interface Row {
  sent_at: Date | null;
  failed_at: Date | null;
  attempts: number;
  last_error: string | null;
}

const settled = (running: Running, userId: string, isDone: (row: Row) => boolean) =>
  eventually(async () => {
    const rows = await running.database.query<Row>('SELECT * FROM mails WHERE user_id = $1', [userId]);
    return rows.length > 0 && rows.every(isDone) ? rows : undefined;
  });

describe('mails as files', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startUserService();
  });
  afterAll(() => running.stop());

  test('a change that does not commit sends nothing', async () => {
    const email = 'rolled-back@example.org';
    await running.database.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
       CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON users DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NEW.email = '${email}') EXECUTE FUNCTION refuse()`,
    );
    const reply = await api(running.url)('post', '/auth/register', { email, password, name: 'Nobody' });
    expect(reply.status).toBe(500);
    const later = await newAccount(running);
    await mailTo(running, later.email, 'Confirm your address');
    expect(mailsTo(running, email)).toEqual([]);
  });

  test('however many instances run, a mail leaves once, and neither address nor token stands in its row', async () => {
    const others = [await running.second(), await running.second()];
    const accounts = await Promise.all(
      [running, ...others].flatMap(instance => [newAccount(instance), newAccount(instance)]),
    );
    for (const { id, email } of accounts) {
      await settled(running, id, row => row.sent_at !== null);
      expect(mailsTo(running, email)).toHaveLength(1);
      const { token } = await mailTo(running, email, 'Confirm your address');
      const found = await running.database.query('SELECT FROM mails m WHERE m::text LIKE $1 OR m::text LIKE $2', [
        `%${email}%`,
        `%${token}%`,
      ]);
      expect(found).toEqual([]);
    }
    for (const other of others) await other.stop();
  });

  test('one occasion is one mail, however often it is written down', async () => {
    const { id, email } = await newAccount(running);
    const again = `INSERT INTO mails (id, send_key, kind, user_id) VALUES ($1, $2, 'verify_email', $3) ON CONFLICT DO NOTHING`;
    await running.database.query(again, [newId(), `verify_email ${id} registered`, id]);
    await settled(running, id, row => row.sent_at !== null);
    expect(mailsTo(running, email)).toHaveLength(1);
  });

  test('what was claimed by an instance that died is sent by another', async () => {
    const { id, email } = await newAccount(running);
    await settled(running, id, row => row.sent_at !== null);
    await running.database.query(
      `INSERT INTO mails (id, send_key, kind, user_id, claimed_at) VALUES ($1, $2, 'password_changed', $3, now() - interval '1 minute')`,
      [newId(), `crash ${id}`, id],
    );
    await mailTo(running, email, 'Your password was changed');
  });
});

describe('mails by SMTP', () => {
  let smtp: SmtpServer;
  let running: Running;
  beforeAll(async () => {
    smtp = await startSmtp();
    running = await startUserService({ SMTP_URL: smtp.url });
  });
  afterAll(async () => {
    await running.stop();
    await smtp.stop();
  });

  const takenBy = (email: string) => smtp.taken.filter(mail => mail.includes(email));

  test('a mail that the server cannot take now is tried again, and arrives once', async () => {
    smtp.mood('451 try later');
    const { id, email } = await newAccount(running);
    await settled(running, id, row => row.attempts > 0 && row.last_error !== null);
    smtp.mood('250 taken');
    const [row] = await settled(running, id, row => row.sent_at !== null);
    expect(row?.attempts).toBeGreaterThan(1);
    expect(takenBy(email)).toHaveLength(1);
  });

  test('while the server is away mails wait, and the API goes on', async () => {
    await smtp.stop();
    const { id, email } = await newAccount(running);
    await settled(running, id, row => row.last_error !== null);
    smtp = await startSmtp(Number(new URL(smtp.url).port));
    await settled(running, id, row => row.sent_at !== null);
    expect(takenBy(email)).toHaveLength(1);
  });

  test('a mail that the server refuses for good is not tried again, and its reason does not repeat the address', async () => {
    smtp.mood('550 no such user');
    const { id, email } = await newAccount(running);
    const [row] = await settled(running, id, row => row.failed_at !== null);
    smtp.mood('250 taken');
    expect([row?.attempts, row?.sent_at]).toEqual([1, null]);
    expect(row?.last_error).toContain('550');
    expect(row?.last_error).not.toContain(email);
  });

  test('a mail whose text the server did not wait for has not arrived, and is tried again', async () => {
    smtp.mood('hang up early');
    const { id, email } = await newAccount(running);
    await settled(running, id, row => row.last_error !== null);
    smtp.mood('250 taken');
    const [row] = await settled(running, id, row => row.sent_at !== null);
    expect(row?.attempts).toBeGreaterThan(1);
    expect(takenBy(email)).toHaveLength(1);
  });

  test('of a sender that died, a mail that was not handed over is sent by the next, one that may have been is not', async () => {
    const { id, email } = await newAccount(running);
    await settled(running, id, row => row.sent_at !== null);
    const [safe, doubtful] = [newId(), newId()];
    await running.database.query(
      `INSERT INTO mails (id, send_key, kind, user_id, claimed_at, handed_over_at) VALUES
         ($1::uuid, $1::text, 'password_changed', $3, now() - interval '1 minute', NULL),
         ($2::uuid, $2::text, 'password_changed', $3, now() - interval '1 minute', now() - interval '1 minute')`,
      [safe, doubtful, id],
    );
    await settled(running, id, row => row.sent_at !== null || row.failed_at !== null);
    const rows = await running.database.query<Row & { id: string }>('SELECT * FROM mails WHERE user_id = $1', [id]);
    const become = (mail: string) => rows.filter(row => row.id === mail).map(row => row.last_error);
    expect([become(safe), become(doubtful)]).toEqual([[null], ['interrupted']]);
    expect(takenBy(email)).toHaveLength(2);
  });

  test('a sender that was taken for dead does not send what another has taken over', async () => {
    const { reached, goOn } = smtp.hold();
    const { id, email } = await newAccount(running);
    await reached;
    await running.database.query(`UPDATE mails SET claimed_at = claimed_at + interval '1 second' WHERE user_id = $1`, [
      id,
    ]);
    goOn();
    // The next mail is begun when the one before is given up.
    const next = await newAccount(running);
    await settled(running, next.id, row => row.sent_at !== null);
    expect(takenBy(email)).toEqual([]);
    const [row] = await running.database.query<Row>('SELECT * FROM mails WHERE user_id = $1', [id]);
    expect(row).toMatchObject({ sent_at: null, failed_at: null, last_error: null });
  });

  test('a mail of which nobody knows whether it arrived is not sent a second time', async () => {
    smtp.mood('hang up');
    const { id, email } = await newAccount(running);
    const [row] = await settled(running, id, row => row.failed_at !== null);
    smtp.mood('250 taken');
    expect(row?.last_error).toContain('unknown');
    expect(takenBy(email)).toHaveLength(1);
  });
});

test('a restart mid-way loses no account, no mail and no message', async () => {
  const running = await startUserService({ SMTP_URL: 'smtp://127.0.0.1:1' });
  const { id, email } = await newAccount(running);
  await running.halt();
  const smtp = await startSmtp();
  const restarted = await running.second({ SMTP_URL: smtp.url });
  await settled(running, id, row => row.sent_at !== null);
  expect(smtp.taken.filter(mail => mail.includes(email))).toHaveLength(1);
  expect((await logIn(restarted, email)).id).toBe(id);
  const waiting = await running.database.query('SELECT FROM outbox WHERE subject = $1 AND published_at IS NULL', [id]);
  expect(waiting).toHaveLength(1);
  await restarted.stop();
  await smtp.stop();
  await running.stop();
});
