import { countSent, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Account, newAccount } from './support/accounts';
import { type App, startUserService } from './support/user-service';

let running: App;
let ada: Account;
beforeAll(async () => {
  running = await startUserService();
  ada = await newAccount(running);
});
afterAll(() => running.stop());

/** Each read with its statements, all of them one after another; whether the login still counts is asked each time. */
const reads: [what: string, path: () => `/users/${string}`, statements: number][] = [
  ['my account', () => '/users/me', 2],
  ['my account by its id', () => `/users/${ada.id}`, 2],
];

test.each(reads)('%s', async (_, path, statements) => {
  expect(await countSent(async () => expectStatus(await ada.as('get', path()), 200))).toMatchObject({ statements });
});
