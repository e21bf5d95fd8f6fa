import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newAccount } from '../support/accounts';
import { allSent, noticesTo, noticeTo, registration, useNoticeWorld, verifiedAccount } from '../support/notices';
import { api } from '../support/user-service';

const world = useNoticeWorld({ beforeAll, afterAll });

const register = async (fields: object) => {
  const id = randomUUID();
  await world.publish('registration.confirmed.v1', id, registration(id, world.eventId, fields));
};

test('whoever turns a kind of mail off gets none of it, and all others', async () => {
  const ada = await verifiedAccount(world);
  const { body } = expectStatus(await ada.as('get', '/users/me/notifications'), 200);
  expect(Object.values(body.kinds).every(Boolean)).toBe(true);
  expect(Object.keys(body.kinds)).not.toContain('reset-password');
  const changed = await ada.as('patch', '/users/me/notifications', { kinds: { 'registration-confirmed': false } });
  expect(expectStatus(changed, 200).body.kinds).toMatchObject({
    'registration-confirmed': false,
    'event-changed': true,
  });
  await register({ userId: ada.id });
  await allSent(world.app);
  expect(await noticesTo(world.app, ada.email, 'ticket')).toEqual([]);
  await ada.as('patch', '/users/me/notifications', { kinds: { 'registration-confirmed': true } });
  await register({ userId: ada.id });
  await noticeTo(world.app, ada.email, 'Your ticket');
  for (const bad of [{ 'reset-password': false }, { 'registration-confirmed': 'no' }])
    expectStatus(await ada.as('patch', '/users/me/notifications', { kinds: bad }), 400);
  expectStatus(await api(world.app.url)('get', '/users/me/notifications'), 401);
});

test('the team turns kinds of mail off for its event, and nobody else does', async () => {
  const path = `/events/${world.eventId}/notifications` as const;
  const ada = await verifiedAccount(world);
  const off = await world.owner.as('patch', path, { kinds: { 'registration-confirmed': false } });
  expect(expectStatus(off, 200).body.kinds['registration-confirmed']).toBe(false);
  await register({ userId: ada.id });
  await allSent(world.app);
  expect(await noticesTo(world.app, ada.email, 'ticket')).toEqual([]);
  expectStatus(await world.owner.as('patch', path, { kinds: { 'registration-confirmed': true } }), 200);
  expectStatus(await world.owner.as('patch', path, { kinds: { 'retention-due': false } }), 400);
  expectStatus(await ada.as('get', path), 403);
  expectStatus(await ada.as('patch', path, { kinds: {} }), 403);
  expectStatus(await ada.as('get', `/events/${randomUUID()}/notifications`), 404);
});

const linkOf = (mail: { headers: Record<string, string> }) =>
  new URL(/^<(.+)>$/.exec(mail.headers['list-unsubscribe'] ?? '')?.[1] ?? '');

test('one click ends mails of that kind to that recipient, whatever form the mail program posts, and nothing else', async () => {
  const ada = await verifiedAccount(world);
  await register({ userId: ada.id });
  const mail = await noticeTo(world.app, ada.email, 'Your ticket');
  expect(mail.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
  const link = linkOf(mail);
  expect(link.origin + link.pathname).toBe('https://ems.example/api/v1/notifications/unsubscribe');
  const url = `${world.app.url}${link.pathname}${link.search}`;
  const page = await fetch(url, { redirect: 'manual' });
  expect([page.status, page.headers.get('location')]).toEqual([
    303,
    `https://ems.example/unsubscribe#${link.searchParams.get('token')}`,
  ]);
  expect((await ada.as('get', '/users/me/notifications')).body.kinds['registration-confirmed']).toBe(true);
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  const bodies = [new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), form, undefined];
  for (const body of bodies) {
    const reply = await fetch(url, { method: 'POST', ...(body && { body }) });
    expect([reply.status, await reply.json()]).toEqual([200, { kind: 'registration-confirmed' }]);
  }
  const { kinds } = (await ada.as('get', '/users/me/notifications')).body;
  expect(Object.entries(kinds).filter(([, isOn]) => !isOn)).toEqual([['registration-confirmed', false]]);
  const token = String(link.searchParams.get('token'));
  for (const bad of [`${token.slice(0, -2)}AA`, 'x'.repeat(60)]) {
    const reply = await fetch(url.replace(token, bad), { method: 'POST' });
    expect(reply.status).toBe(401);
  }
  for (const more of ['%00', '%0d%0aX-More:%201', '%E2%98%83', '%20']) {
    for (const method of ['GET', 'POST'])
      expect((await fetch(`${url}${more}`, { method, redirect: 'manual' })).status).toBe(400);
  }
  expectStatus(await api(world.app.url, token)('get', '/users/me'), 401);
});

test('somebody without an account ends mails to their address, by whichever registration they come', async () => {
  const email = `${randomUUID()}@example.org`;
  await register({ name: 'Wanda', email });
  const link = linkOf(await noticeTo(world.app, email, 'Your ticket'));
  await fetch(`${world.app.url}${link.pathname}${link.search}`, { method: 'POST' });
  await register({ name: 'Wanda', email: email.toUpperCase() });
  await allSent(world.app);
  expect(await noticesTo(world.app, email)).toHaveLength(1);
  const rows = await world.app.database.query('SELECT FROM unsubscriptions u WHERE u::text ILIKE $1', [`%${email}%`]);
  expect(rows).toEqual([]);
});

test('a body that is too large is refused where it is passed over, too', async () => {
  const reply = await fetch(`${world.app.url}/api/v1/notifications/unsubscribe?token=${'x'.repeat(60)}`, {
    method: 'POST',
    body: 'x'.repeat(20_000),
  });
  expect(reply.status).toBe(413);
});

test('the export says which mails are not wanted, and an erasure deletes it', async () => {
  const ada = await newAccount(world.app);
  await ada.as('patch', '/users/me/notifications', { kinds: { 'offer-received': false } });
  expect((await ada.as('get', '/users/me/export')).body.unwantedMails).toMatchObject([{ kind: 'offer_received' }]);
  expectStatus(await ada.as('post', '/users/me/erasure', { password: 'correct horse battery' }), 202);
  const left = await world.app.database.query('SELECT FROM unsubscriptions WHERE recipient LIKE $1', [`%${ada.id}%`]);
  expect(left).toEqual([]);
});
