import { expect, test } from '@jest/globals';
import { otherSpellings } from './other-spellings';
import { rawRequest } from './raw-http';

const capitals = [
  '/api/v1/auth/LOGIN',
  '/api/v1/Auth/login',
  '/api/v1/EVENTS',
  '/api/v1/Events/x',
  '/api/v1/auth/Register',
];

test.each([...capitals, ...otherSpellings('auth', 'login'), ...otherSpellings('events', 'x')])(
  '%s is no path of the system',
  async path => {
    for (const method of ['GET', 'POST']) {
      const response = await rawRequest(path, { method });
      expect([response.status, JSON.parse(response.body).code]).toEqual([404, 'not-found']);
    }
  },
);

test('what belongs into a path encoded leads where it should', async () => {
  expect((await rawRequest('/api/v1/events?q=%63amp')).status).toBe(200);
  expect((await rawRequest('/api/v1/events/%C3%A4')).status).toBe(400);
});
