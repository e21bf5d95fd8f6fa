import { randomUUID } from 'node:crypto';
import { countSent, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Account, newAccount } from './support/accounts';
import { type App, startUserService } from './support/user-service';

let running: App;
let ada: Account;
const event = randomUUID();
beforeAll(async () => {
  running = await startUserService();
  ada = await newAccount(running);
  await running.database.query(
    `INSERT INTO event_replicas (id, version, owner_id, slug, title, open, status) VALUES ($1, 1, $2, 'camp', 'Camp', true, 'draft')`,
    [event, ada.id],
  );
});
afterAll(() => running.stop());

/** Each read with its statements, all of them one after another; whether the login still counts is asked each time. */
const reads: [
  what: string,
  path: () => `/users/${string}` | `/events/${string}/${'mails' | 'notifications'}`,
  statements: number,
][] = [
  ['my account', () => '/users/me', 2],
  ['my account by its id', () => `/users/${ada.id}`, 2],
  ['which mails I get', () => '/users/me/notifications', 2],
  ['which mails are sent for an event', () => `/events/${event}/notifications`, 3],
  ['mails about an event', () => `/events/${event}/mails`, 3],
];

test.each(reads)('%s', async (_, path, statements) => {
  expect(await countSent(async () => expectStatus(await ada.as('get', path()), 200))).toMatchObject({ statements });
});
