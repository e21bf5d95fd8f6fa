import { expect, test } from '@jest/globals';
import { readConfig } from '../src/config';

const good = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://user_service:a-password-of-its-own@127.0.0.1/users',
  AMQP_URL: 'amqp://user-service:a-password-of-its-own@127.0.0.1/',
  KEYS_DIR: '/keys',
  SMTP_URL: 'smtp://mail.example:587',
  IDEMPOTENCY_KEY_SECRET: 'a-secret-of-its-own-and-long-enough',
  EMAIL_DIGEST_KEY: 'a-key-of-its-own-and-long-enough-too',
  TICKET_KEY: 'a-ticket-key-of-its-own-and-long-enough',
  INVITATION_KEY: 'an-invitation-key-of-its-own-and-long-enough',
  ADMIN_EMAIL: 'admin@example.org',
  ADMIN_PASSWORD: 'a password of its own',
};

test('a production environment of its own is accepted', () => {
  expect(readConfig(good)).toMatchObject({ HTTP_PORT: 3001, PASSWORD_COST: 12 });
});

test.each(['0.0.0.0', '[::]', '192.0.2.1'])(
  'the default admin password is refused where %s opens the gateway, in development too',
  GATEWAY_HOST => {
    const development = { ...good, NODE_ENV: 'development', ADMIN_PASSWORD: 'development-admin' };
    expect(() => readConfig({ ...development, GATEWAY_HOST })).toThrow(
      'GATEWAY_HOST opens the gateway to others than this machine, but ADMIN_PASSWORD is the default',
    );
    expect(() => readConfig({ ...development, GATEWAY_HOST: '127.0.0.1' })).not.toThrow();
    expect(() => readConfig({ ...good, GATEWAY_HOST })).not.toThrow();
  },
);

test.each([
  ['without throttles', { RATE_LIMITS: 'off' }, 'RATE_LIMITS'],
  ["with development's admin", { ADMIN_PASSWORD: 'development-admin' }, 'ADMIN_PASSWORD'],
  ["with development's database", { DATABASE_URL: 'postgresql://user_service:user_service@db/users' }, 'DATABASE_URL'],
  ['with a short password', { DATABASE_URL: 'postgresql://user_service:Xk3!9@db/users' }, 'DATABASE_URL'],
  ["with development's broker", { AMQP_URL: 'amqp://user-service:user-service-development@mq/' }, 'AMQP_URL'],
  ["with RabbitMQ's guest", { AMQP_URL: 'amqp://guest:a-password-of-its-own@mq/' }, 'AMQP_URL'],
  ['with passwords that are cheap to guess', { PASSWORD_COST: '11' }, 'PASSWORD_COST'],
  ['with a cost of passwords that no login could wait for', { PASSWORD_COST: '16' }, 'PASSWORD_COST'],
  ['without a place for mails', { SMTP_URL: '' }, 'SMTP_URL'],
  ['without a secret for Idempotency-Keys', { IDEMPOTENCY_KEY_SECRET: undefined }, 'IDEMPOTENCY_KEY_SECRET'],
  ['with a short one', { IDEMPOTENCY_KEY_SECRET: 'Xk3!9' }, 'IDEMPOTENCY_KEY_SECRET'],
  [
    "with development's one of before",
    { IDEMPOTENCY_KEY_SECRET_PREVIOUS: 'development-idempotency-secret' },
    'IDEMPOTENCY_KEY_SECRET',
  ],
  ['without a key for digests of addresses', { EMAIL_DIGEST_KEY: undefined }, 'EMAIL_DIGEST_KEY'],
  ['without a folder for keys', { KEYS_DIR: '' }, 'KEYS_DIR'],
  ['with a mail server that is none', { SMTP_URL: 'http://mail.example' }, 'SMTP_URL'],
])('production does not start %s, and no secret is repeated', (_, change, named) => {
  const start = () => readConfig({ ...good, ...change });
  expect(start).toThrow(named);
  expect(start).not.toThrow(/Xk3!9|of-its-own|smtp:|http:/);
});
