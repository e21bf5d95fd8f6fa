import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { describe, expect, test } from '@jest/globals';
import request, { type Response } from 'supertest';
import { api, gateway } from './support/api';
import { tablesWith } from './support/databases';
import { services } from './support/services';
import { textOfLogs, textOfQueues } from './support/sinks';
import { logIn, password, registerUser } from './support/users';

/** Secrets that are found again wherever they leak to. */
const planted: string[] = [];
const plant = (length = 40) => {
  const text = `${randomUUID()}${randomUUID()}`.replaceAll('-', '').slice(0, length);
  planted.push(text);
  return text;
};

describe('secrets', () => {
  test('of any request are in no log, database, queue or reply to somebody else', async () => {
    const email = `${randomUUID()}@example.org`;
    const secret = plant();
    const replies: Response[] = [];
    const anonymous = async <Path extends string>(path: Path, body: object) => {
      const reply = await api()('post', path, body);
      replies.push(reply);
      return reply;
    };
    const registered = await anonymous('/auth/register', { email, password: secret, name: 'Ada' });
    replies.pop();
    expectStatus(registered, 201);
    const ada = await logIn(email, secret);
    planted.push(ada.accessToken, ada.refreshToken, registered.body.accessToken, registered.body.refreshToken);

    const personal = await ada.api('post', '/auth/tokens', { name: 'Script', scopes: ['events:read'] });
    const { token } = expectStatus(personal, 201).body;
    planted.push(token);
    replies.push(expectStatus(await api(token)('get', '/events'), 200));
    replies.push(await api(token)('post', '/events', { title: token }));
    replies.push(await api(`ems_${plant()}`)('get', '/sessions'));
    replies.push(await request(gateway()).get('/.well-known/jwks.json').set('authorization', `Bearer ${token}`));

    const wrong = { email, password: plant() };
    expectStatus(await anonymous('/auth/login', wrong), 401);
    await anonymous('/auth/login', { ...wrong, more: plant() });
    await anonymous('/auth/register', { email, password: plant(), name: 'Ada' });
    await anonymous('/auth/register', { email: plant(), password: plant(80), name: 'Ada' });
    await anonymous('/auth/refresh', { refreshToken: plant() });
    await anonymous('/auth/logout', { refreshToken: plant() });
    await anonymous('/auth/password/reset', { token: plant(), newPassword: plant() });
    for (const use of ['verify', 'confirm', 'undo'] as const) await anonymous(`/auth/email/${use}`, { token: plant() });
    const changes = { currentPassword: plant(), newPassword: plant() };
    for (const [path, body] of [
      ['/auth/password', changes],
      ['/auth/password', { currentPassword: secret, newPassword: plant() }],
      ['/auth/email', { newEmail: `${plant()}@example.org`, password: plant() }],
      ['/users/me/erasure', { password: plant() }],
      ['/speakers/claims', { token: plant() }],
    ] as const) {
      replies.push(await ada.api('post', path, body));
    }
    const at = (path: string) => request(gateway()).post(`/api/v1${path}`).type('json');
    replies.push(await at('/auth/login').send(`{"email":"${email}","password":"${plant()}"`));
    replies.push(await at('/auth/login').send(JSON.stringify({ email, password: { is: plant() } })));
    replies.push(await at('/events').set('authorization', `Bearer ${plant()}.${plant()}.${plant()}`).send('{}'));
    replies.push(
      await at('/events').set('authorization', `Basic ${plant()}`).set('cookie', `sid=${plant()}`).send('{}'),
    );
    replies.push(await request(gateway()).get(`/api/v1/registrations/calendar.ics?token=${plant(43)}`));
    const link = `expires=2030-01-01T00:00:00Z&signature=${plant(43)}`;
    replies.push(await request(gateway()).get(`/api/v1/registrations/${randomUUID()}/ticket.svg?${link}`));
    replies.push(await request(gateway()).get(`/api/v1/events?access_token=${plant()}`));
    for (const path of ['/users', '/events', '/speakers', '/sessions', '/auth/email/verify'])
      replies.push(await request(gateway()).get(`/api/v1${path}/${plant()}`));
    replies.push(await request(gateway()).get(`/${plant()}`));
    expect(planted.length).toBeGreaterThan(20);
    expect(replies.every(({ status }) => status < 500)).toBe(true);

    const repliesText = replies.map(({ text, headers }) => `${text}${JSON.stringify(headers)}`).join('\n');
    // A path is repeated to who has sent it, as the instance of the problem.
    const sinks = {
      replies: repliesText.replaceAll(/"instance":"[^"]*"/g, ''),
      logs: await textOfLogs(),
      queues: await textOfQueues(),
    };
    expect(sinks.logs).toContain('/api/v1/speakers/claims');
    for (const [name, text] of Object.entries(sinks)) {
      expect({ name, found: planted.filter(secret => text.includes(secret)) }).toEqual({ name, found: [] });
    }
    for (const service of services) expect(await tablesWith(service, ...planted)).toEqual([]);
  });

  test('and no address of a person is in a log, by whatever way it came there', async () => {
    const name = randomUUID().slice(0, 8);
    const addresses = ['taken', 'invited', 'path', 'query', 'name', 'header'].map(
      each => `${each}-${name}@example.org`,
    );
    const [taken = '', invited = '', inPath = '', inQuery = '', inName = '', inHeader = ''] = addresses;
    const person = await registerUser({ email: taken });
    const again = { email: taken, password, name: inName };
    expectStatus(await api()('post', '/auth/register', again), 409);
    await Promise.all([again, again].map(body => api()('post', '/auth/register', { ...body, email: inName })));
    const { body: speaker } = await person.api('post', '/speakers', { name: 'Ada', email: invited });
    for (let times = 0; times < 2; times++)
      await person.api('post', `/speakers/${speaker.id}/invitations`, { email: invited });
    await person.api('post', '/events', { title: 'Camp', slug: inPath, timezone: inPath });
    await person.api('patch', '/users/me', { name: inName });
    for (const path of ['/users', '/events', '/speakers', '/registrations', ''])
      await request(gateway()).get(`/api/v1${path}/${inPath}`);
    await person.api('get', `/users/${encodeURIComponent(inPath)}`);
    await request(gateway()).get(`/api/v1/events?q=${inQuery}&cursor=${inQuery}`);
    await request(gateway())
      .get('/api/v1/events')
      .set({ traceparent: inHeader, 'user-agent': inHeader, from: inHeader });
    await api()('post', '/auth/password/forgot', { email: taken });
    const logs = await textOfLogs();
    expect(addresses.filter(address => logs.includes(address))).toEqual([]);
    expect(logs).not.toContain(encodeURIComponent(inPath));
  });
});
