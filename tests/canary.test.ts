import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import request, { type Response } from 'supertest';
import { api, gateway } from './support/api';
import { services, tablesWith } from './support/databases';
import { logIn } from './support/people';
import { textOfLogs, textOfQueues } from './support/sinks';

/** Strings that are secret wherever they stand, and are found again wherever they leak to. */
const planted: string[] = [];
const canary = (length = 40) => {
  const text = `${randomUUID()}${randomUUID()}`.replaceAll('-', '').slice(0, length);
  planted.push(text);
  return text;
};

describe('secrets', () => {
  test('that come in by any way stand in no log, database, queue or reply to somebody else', async () => {
    const email = `${randomUUID()}@example.org`;
    const password = canary();
    const replies: Response[] = [];
    const nobody = async (path: string, body: object) => {
      const reply = await api()('post', path, body);
      replies.push(reply);
      return reply;
    };
    const registered = await nobody('/auth/register', { email, password, name: 'Ada' });
    replies.pop();
    expect(registered.status).toBe(201);
    const ada = await logIn(email, password);
    planted.push(ada.accessToken, ada.refreshToken, registered.body.accessToken, registered.body.refreshToken);

    const wrong = { email, password: canary() };
    expect((await nobody('/auth/login', wrong)).status).toBe(401);
    await nobody('/auth/login', { ...wrong, more: canary() });
    await nobody('/auth/register', { email, password: canary(), name: 'Ada' });
    await nobody('/auth/register', { email: canary(), password: canary(80), name: 'Ada' });
    await nobody('/auth/refresh', { refreshToken: canary() });
    await nobody('/auth/logout', { refreshToken: canary() });
    await nobody('/auth/password/reset', { token: canary(), newPassword: canary() });
    await nobody('/auth/email/verify', { token: canary() });
    const changes = { currentPassword: canary(), newPassword: canary() };
    for (const [path, body] of [
      ['/auth/password', changes],
      ['/auth/password', { currentPassword: password, newPassword: canary() }],
      ['/users/me/erasure', { password: canary() }],
      ['/speakers/claims', { token: canary() }],
    ] as const) {
      replies.push(await ada.as('post', path, body));
    }
    const at = (path: string) => request(gateway()).post(`/api/v1${path}`).type('json');
    replies.push(await at('/auth/login').send(`{"email":"${email}","password":"${canary()}"`));
    replies.push(await at('/auth/login').send(JSON.stringify({ email, password: { is: canary() } })));
    replies.push(await at('/events').set('authorization', `Bearer ${canary()}.${canary()}.${canary()}`).send('{}'));
    replies.push(
      await at('/events').set('authorization', `Basic ${canary()}`).set('cookie', `sid=${canary()}`).send('{}'),
    );
    replies.push(await request(gateway()).get(`/api/v1/registrations/calendar.ics?token=${canary(43)}`));
    replies.push(await request(gateway()).get(`/api/v1/events?access_token=${canary()}`));
    expect(planted.length).toBeGreaterThan(20);
    expect(replies.every(({ status }) => status < 500)).toBe(true);

    const said = replies.map(({ text, headers }) => `${text}${JSON.stringify(headers)}`).join('\n');
    const sinks = { replies: said, logs: await textOfLogs(), queues: await textOfQueues() };
    expect(sinks.logs).toContain('/api/v1/speakers/claims');
    for (const [name, text] of Object.entries(sinks)) {
      expect([name, planted.filter(secret => text.includes(secret))]).toEqual([name, []]);
    }
    for (const service of services) {
      for (const secret of planted) expect(await tablesWith(service, secret)).toEqual([]);
    }
  });
});
