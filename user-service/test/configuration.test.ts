import { expect, test } from '@jest/globals';
import { readConfig } from '../src/config';

const good = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://127.0.0.1/users',
  KEYS_DIR: '/keys',
  SMTP_URL: 'smtp://mail.example:587',
  ADMIN_EMAIL: 'admin@example.org',
  ADMIN_PASSWORD: 'a password of its own',
};

test('a production environment of its own is taken', () => {
  expect(readConfig(good).HTTP_PORT).toBe(3001);
});

test.each([
  ['without throttles', { RATE_LIMITS: 'off' }, 'RATE_LIMITS'],
  ["with development's admin", { ADMIN_PASSWORD: 'development-admin' }, 'ADMIN_PASSWORD'],
  ['without a place for mails', { SMTP_URL: '' }, 'SMTP_URL'],
  ['without a folder for keys', { KEYS_DIR: '' }, 'KEYS_DIR'],
  ['with a mail server that is none', { SMTP_URL: 'http://mail.example' }, 'SMTP_URL'],
])('production does not start %s, and no value is repeated', (_, change, named) => {
  expect(() => readConfig({ ...good, ...change })).toThrow(named);
});
