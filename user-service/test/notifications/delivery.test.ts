import { createHash, createVerify, generateKeyPairSync, randomUUID } from 'node:crypto';
import { eventually, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { registration, useNoticeWorld, useSmtp, verifiedAccount } from '../support/notices';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const smtp = useSmtp({ beforeAll, afterAll });
const world = useNoticeWorld({ beforeAll, afterAll }, () => ({
  SMTP_URL: smtp.url,
  DKIM_DOMAIN: 'conference.example',
  DKIM_SELECTOR: 'mail',
  DKIM_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}));

const register = async (fields: object) => {
  const id = randomUUID();
  await world.publish('registration.confirmed.v1', id, registration(id, world.eventId, fields));
  return id;
};
const received = (email: string) =>
  smtp.accepted.filter(mail => mail.includes(email) && /^Subject:.*ticket/m.test(mail));
const mailsOf = (outcome: string) =>
  world.owner.as('get', `/events/${world.eventId}/mails?outcome=${outcome}`) as Promise<{
    status: number;
    body: { data: { id: string; kind: string; recipient: { name: string | null } }[] };
  }>;

test('mails are signed as those of the domain, with the headers by which they are ended', async () => {
  const ada = await verifiedAccount(world);
  await register({ userId: ada.id });
  const raw = await eventually(() => received(ada.email)[0]);
  const [header = '', body = ''] = raw.split(/\r\n\r\n(.*)/s);
  const fields = header.split(/\r\n(?![ \t])/);
  const signature = fields.find(field => /^dkim-signature:/i.test(field)) ?? '';
  const tags = Object.fromEntries(
    signature
      .slice(signature.indexOf(':') + 1)
      .replace(/\s+/g, '')
      .split(';')
      .map(tag => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]),
  );
  expect(tags).toMatchObject({ a: 'rsa-sha256', d: 'conference.example', s: 'mail', c: 'relaxed/relaxed' });
  const signed = String(tags.h).toLowerCase().split(':');
  expect(signed).toEqual(
    expect.arrayContaining(['from', 'to', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']),
  );
  // RFC 6376, 3.4: relaxed, of what is signed.
  const lines = `${body}\r\n`.split('\r\n').map(line => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  const relaxedBody = `${lines.join('\r\n').replace(/(\r\n)+$/, '')}\r\n`;
  expect(createHash('sha256').update(relaxedBody).digest('base64')).toBe(tags.bh);
  const relaxed = (field: string) => {
    const name = field.slice(0, field.indexOf(':'));
    const value = field.slice(field.indexOf(':') + 1).replace(/\r\n/g, '');
    return `${name.trim().toLowerCase()}:${value.replace(/\s+/g, ' ').trim()}`;
  };
  const inOrder = signed.map(name => fields.findLast(field => field.toLowerCase().startsWith(`${name}:`)) ?? '');
  const own = relaxed(signature.replace(/(;\s*b=)[^;]*/, '$1'));
  const verify = createVerify('sha256').update(`${inOrder.map(field => `${relaxed(field)}\r\n`).join('')}${own}`);
  expect(verify.verify(publicKey, String(tags.b), 'base64')).toBe(true);
});

test('whoever may have missed a mail is listed, and is sent it once more, once', async () => {
  const [ada, other] = [await verifiedAccount(world, 'Ada Unknown'), await verifiedAccount(world)];
  const path = `/events/${world.eventId}/mails/resend` as const;
  expect((await mailsOf('unknown')).body.data).toEqual([]);
  smtp.respond('disconnect after data');
  await register({ userId: ada.id });
  const [mail] = await eventually(async () => {
    const { data } = (await mailsOf('unknown')).body;
    return data.length > 0 ? data : undefined;
  });
  smtp.respond('250 accepted');
  expect(mail).toMatchObject({ kind: 'registration-confirmed', recipient: { name: 'Ada Unknown' } });
  expect(JSON.stringify(mail)).not.toContain(ada.email);
  expect(received(ada.email)).toHaveLength(1);
  expectStatus(await other.as('post', path, {}), 403);
  expectStatus(await other.as('get', `/events/${world.eventId}/mails`), 403);
  const none = await world.owner.as('post', path, { mailIds: [randomUUID()] });
  expect(expectStatus(none, 202).body).toEqual({ resent: 0 });
  const replies = await Promise.all([world.owner.as('post', path, {}), world.owner.as('post', path, {})]);
  expect(replies.map(({ body }) => body.resent).toSorted()).toEqual([0, 1]);
  await eventually(() => received(ada.email).length === 2);
  expect((await mailsOf('unknown')).body.data).toEqual([]);
  const rows = await world.app.database.query<{ send_key: string }>(
    'SELECT send_key FROM mails WHERE user_id = $1 AND event_id IS NOT NULL ORDER BY id',
    [ada.id],
  );
  expect(rows[1]?.send_key).toBe(`${rows[0]?.send_key}/resend/1`);
});

test('a sender that dies between the last byte and the reply leaves those mails as unknown, and sends the others', async () => {
  const ada = await verifiedAccount(world, 'Ada Interrupted');
  await register({ userId: ada.id });
  await eventually(() => received(ada.email).length === 1);
  await world.app.database.query(
    `UPDATE mails SET sent_at = NULL, outcome = NULL, claimed_at = now() - interval '1 minute',
       handed_over_at = now() - interval '1 minute' WHERE user_id = $1 AND event_id IS NOT NULL`,
    [ada.id],
  );
  await eventually(async () => (await mailsOf('unknown')).body.data.length === 1);
  const reply = await world.owner.as('post', `/events/${world.eventId}/mails/resend`);
  expect(expectStatus(reply, 202).body).toEqual({ resent: 1 });
  await eventually(() => received(ada.email).length === 2);
});

test('a mail that cannot be made keeps no other waiting', async () => {
  const [ada, eve] = [await verifiedAccount(world), await verifiedAccount(world)];
  await register({ userId: ada.id, sealedTicket: 'no such seal'.repeat(5) });
  await register({ userId: eve.id });
  await eventually(() => received(eve.email).length === 1);
  const [mail] = await world.app.database.query('SELECT * FROM mails WHERE user_id = $1 AND event_id IS NOT NULL', [
    ada.id,
  ]);
  expect(mail).toMatchObject({ last_error: 'cannot be made', sent_at: null });
  expect(received(ada.email)).toEqual([]);
});
