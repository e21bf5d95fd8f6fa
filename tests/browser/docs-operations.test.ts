import { expectStatus, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { api, gateway } from '../support/api';
import { asOrganizer } from '../support/as-organizer';
import { adminLogin, password, registerUser } from '../support/users';
import { startBrowser, type TestBrowser } from './browser';
import { type Operation, operations, signIn, submit, tryOut } from './docs-page';

jest.setTimeout(scaled(120_000));

/** What cannot be tried at the first click, or had better not be, and why. */
const leftOut: Record<string, string> = {
  'POST /api/v1/auth/email/verify': 'needs a token that a mail has',
  'POST /api/v1/auth/email': 'needs the password, which the page does not keep',
  'POST /api/v1/auth/email/confirm': 'needs a token that a mail has',
  'POST /api/v1/auth/email/undo': 'needs a token that a mail has',
  'POST /api/v1/events/{id}/announcements': 'needs a verified address',
  'GET /api/v1/events/invitations/{invitationId}': 'needs an invitation that a mail has',
  'POST /api/v1/events/invitations/{invitationId}/accept': 'needs an invitation that a mail has',
  'POST /api/v1/notifications/unsubscribe': 'needs a token that a mail has',
  'GET /api/v1/notifications/unsubscribe': 'needs a token that a mail has',
  'POST /api/v1/auth/password/reset': 'needs a token that a mail has',
  'POST /api/v1/speakers/claims': 'needs a token that a mail has, and an account without a profile',
  'POST /api/v1/speakers/{id}/invitations/{invitationId}/confirm': 'needs somebody who has the token of a mail',
  'POST /api/v1/auth/password': 'needs the password, which the page does not keep, and changes it',
  'POST /api/v1/users/me/erasure': 'needs the password, and erases who asks',
  'POST /api/v1/auth/logout-all': 'ends the login of the page',
  'DELETE /api/v1/auth/devices/{id}': 'ends the login of the page',
};

/** For admins, in an order in which the last finds what the one before has made. */
const administration = [
  'GET /api/v1/users',
  'PATCH /api/v1/users/{id}',
  'POST /api/v1/users/{id}/erasure',
  'GET /api/v1/users/{id}/erasure',
];

/** Of what is open to all and reads: what needs somebody's own secret or ticket. */
const ofSomebody = [
  'GET /api/v1/registrations/calendar.ics',
  'GET /api/v1/registrations/{id}/ticket.svg',
  'GET /api/v1/notifications/unsubscribe',
];

const named = (names: readonly string[]) =>
  names.map(name => operations.find(operation => operation.name === name) ?? name);

describe('the first click on an operation of /docs succeeds', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  async function tryAll(page: Page, tried: readonly (Operation | string)[]): Promise<string[]> {
    const wrong: string[] = [];
    for (const operation of tried)
      wrong.push(...(typeof operation === 'string' ? [`there is no ${operation}`] : await tryOut(page, operation)));
    return wrong;
  }

  test('for somebody who has signed in and prepared examples, and for an admin', async () => {
    const page = await browser.visit(`${gateway()}/docs`);
    const { email } = await registerUser({ name: 'Ada “Countess” O\'"Lovelace' });
    expect(await signIn(page, email, password)).toContain('is signed in');
    expect(await submit(page.locator('#prepare'))).toContain('All operations are filled in');
    const others = [...Object.keys(leftOut), ...administration];
    const tried = operations.filter(({ name }) => !others.includes(name));
    expect(tried).toHaveLength(operations.length - others.length);
    expect(await tryAll(page, tried)).toEqual([]);
    // What is a picture is shown as one.
    expect(await tryAll(page, named(['GET /api/v1/registrations/{id}/ticket.svg']))).toEqual([]);
    await page.waitForFunction(
      "document.querySelector('openapi-explorer').shadowRoot.querySelector('api-request img')?.naturalWidth > 0",
    );

    expect(await signIn(page, adminLogin.email, adminLogin.password)).toContain('is signed in');
    expect(await tryAll(page, named(administration))).toEqual([]);
  });

  test('for somebody who has not signed in, and reads of a public event', async () => {
    const ada = await registerUser();
    const organize = asOrganizer(ada.client);
    const event = await organize.event();
    const room = await organize.room(event.id, 'Great hall');
    await organize.track(event.id, 'Engines');
    const grace = await organize.speaker('Grace Hopper');
    const talk = await organize.session(event.id, 'The first bug', [grace.id]);
    await organize.slot(talk.id, room.id, '2027-05-01T09:00:00Z');
    await organize.publish(event.id);
    expectStatus(await ada.api('post', '/schedule-versions', { eventId: event.id, name: '1.0' }), 201);
    const { body } = expectStatus(await api()('get', `/events/${event.id}`), 200);
    const page = await browser.visit('about:blank');
    // Other tests have events of their own, and take them back.
    await page.route(/\/api\/v1\/events\?limit=1&sort/, route =>
      route.fulfill({ json: { data: [body], page: { nextCursor: null } } }),
    );
    await page.goto(`${gateway()}/docs`);
    await page.locator('.nav-bar-path').first().waitFor();
    const isOpen = ({ security }: Operation) =>
      security.length === 0 || security.some(scheme => !Object.keys(scheme)[0]);
    const reads = operations.filter(operation => operation.name.startsWith('GET') && isOpen(operation));
    const tried = reads.filter(({ name }) => !ofSomebody.includes(name));
    expect(tried.length).toBe(reads.length - ofSomebody.length);
    expect(await tryAll(page, tried)).toEqual([]);
  });
});
