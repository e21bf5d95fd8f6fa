import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { gateway } from '../support/api';
import { linkMailedTo } from '../support/mails';
import { textOfLogs } from '../support/sinks';
import { password, registerUser } from '../support/users';
import { type Conference, hostile, makeHostileConference } from './site/conference';
import { isShown, type Readers, sidewaysOf, signInAs, startReaders, violationsOf } from './site/pages';

jest.setTimeout(scaled(120_000));

const workerIsThere = "navigator.serviceWorker.getRegistrations().then(([one]) => one?.active?.state === 'activated')";
const pictureIsThere = "document.querySelector('.ticket img').naturalWidth > 0";

describe('the pages', () => {
  let readers: Readers;
  let camp: Conference;
  beforeAll(async () => {
    readers = await startReaders();
    camp = await makeHostileConference();
  });
  afterAll(() => readers?.close());

  test('lead a visitor from the start to an event, its schedule, a session and its speaker, and back', async () => {
    const { page, asked, errors } = await readers.open('/');
    await page.locator('#q').fill(camp.title.slice(0, 13));
    await page.locator('form[role=search] button').click();
    await page.locator('.event-title', { hasText: camp.title.slice(0, 13) }).click();
    await page.locator('h1', { hasText: hostile }).waitFor();
    await page.getByRole('link', { name: 'Schedule', exact: true }).click();
    await page.locator('.day-view[data-view=grid]').waitFor();
    expect(await page.locator('.slot').count()).toBe(3);
    expect(await page.locator('.room-head').count()).toBe(2);
    await page.locator('.now', { hasText: 'Now, ' }).waitFor();
    await page.locator('#words').fill('SAME time');
    expect(await page.locator('.slot').allTextContents()).toEqual([expect.stringContaining('At the same time')]);
    await page.locator('#words').fill('');
    await page.locator('#language').selectOption('de');
    await page.getByRole('button', { name: 'All days' }).click();
    expect(await page.locator('.slot').count()).toBe(3);
    expect(new URL(page.url()).search).toBe('?day=all&language=de');
    await page.locator('#language').selectOption('');
    await page.locator('.slot a', { hasText: 'Now' }).click();
    await page.locator('h1', { hasText: 'Now' }).waitFor();
    await page.locator('.people a').click();
    await page.locator('h1', { hasText: 'Ada' }).waitFor();
    await page.goBack();
    await page.locator('h1', { hasText: 'Now' }).waitFor();
    expect([...new Set(asked.map(url => new URL(url).origin))]).toEqual([new URL(gateway()).origin]);
    expect(errors).toEqual([]);
    expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).toEqual([0, 0, '']);
  });

  test('are where a browser is led that asks the API for a page', async () => {
    const { page } = await readers.open('/');
    const session = `/sessions/${camp.sessionId}`;
    for (const [asked, shown] of [
      [`/events/${camp.id}`, `/e/${camp.slug}`],
      [`/events/${camp.slug}/schedule`, `/e/${camp.slug}/schedule`],
      [session, `/e/${camp.slug}${session}`],
      [`/speakers/${camp.speakerId}`, `/speakers/${camp.speakerId}`],
    ]) {
      await page.goto(`/api/v1${asked}`);
      await isShown(page);
      expect(new URL(page.url()).pathname).toBe(shown);
    }
  });

  test('say in their head what they are about, to search engines and to whoever shows a link', async () => {
    for (const [path, type] of [
      [`/e/${camp.slug}`, 'Event'],
      [`/e/${camp.slug}/sessions/${camp.sessionId}`, 'Event'],
    ]) {
      const text = await (await fetch(`${gateway()}${path}`)).text();
      const [, jsonLd = ''] = /<script type="application\/ld\+json">(.*)<\/script>/.exec(text) ?? [];
      expect(JSON.parse(jsonLd)).toMatchObject({
        '@type': type,
        name: expect.stringContaining(hostile),
        url: `${gateway()}${path}`,
      });
      expect(text).toContain(`<meta property="og:url" content="${gateway()}${path}">`);
      expect(text).not.toContain('<img');
      expect(text.match(/<script/g)).toHaveLength(2);
      expect(text).toContain('&lt;!--# echo');
    }
    const unknown = await (await fetch(`${gateway()}/e/no-such-event`)).text();
    expect(unknown.match(/<title>/g)).toHaveLength(1);
    expect(unknown).not.toContain('og:');
  });

  test('show what people have entered as text, in every field', async () => {
    for (const path of ['', '/schedule', `/sessions/${camp.sessionId}`].map(rest => `/e/${camp.slug}${rest}`)) {
      const { page, errors, context } = await readers.open(path);
      expect(await page.locator('main').textContent()).toContain(hostile.slice(0, 40));
      expect(await page.locator('img, main script, main b, main i, main u').count()).toBe(0);
      expect({ path, title: await page.title(), errors }).toEqual({
        path,
        title: expect.stringContaining('<img'),
        errors: [],
      });
      await context.close();
    }
    const { page } = await readers.open(`/speakers/${camp.speakerId}`);
    expect(await page.locator('.links a').textContent()).toBe(hostile.slice(0, 100));
    expect(await page.locator('.links a').getAttribute('href')).toMatch(/^https:\/\/ada\.example\//);
  });

  test('give an attendee a seat, its ticket also without a network, and take it back', async () => {
    const { page, context } = await readers.open(`/e/${camp.slug}`);
    await page.getByRole('link', { name: 'Sign in to register' }).click();
    await page.locator('main').getByRole('link', { name: 'Create an account' }).click();
    const email = `ada-${Date.now()}@example.org`;
    await page.locator('#name').fill('Ada');
    await signInAs(page, email, password);
    await page.getByRole('link', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByRole('link', { name: 'Show my ticket' }).click();
    const code = await page.locator('.ticket code').textContent();
    await page.waitForFunction(pictureIsThere);
    expect(await violationsOf(page)).toEqual([]);

    const second = await readers.open('/sign-in');
    const { email: other } = await registerUser({ name: 'Bob' });
    await signInAs(second.page, other, password);
    await second.page.locator('.event-title').first().waitFor();
    await second.page.evaluate(
      `history.pushState(null, '', '/e/${camp.slug}'); dispatchEvent(new PopStateEvent('popstate'))`,
    );
    await second.page.getByRole('button', { name: 'Join the waitlist' }).click();
    await second.page.getByText('You are number 1 on the waitlist').waitFor();
    expect(await violationsOf(second.page)).toEqual([]);

    await page.waitForFunction(workerIsThere);
    await context.setOffline(true);
    const offline = await context.newPage();
    await offline.goto('/tickets');
    await offline.getByText('There is no network:').waitFor();
    expect(await offline.locator('.ticket code').textContent()).toBe(code);
    await offline.waitForFunction(pictureIsThere);
    await context.setOffline(false);
    expect(await page.evaluate('[Object.keys(localStorage), sessionStorage.length, document.cookie]')).toEqual([
      ['tickets'],
      0,
      '',
    ]);

    await page.goBack();
    await page.getByRole('button', { name: 'Give the seat back' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('No seats left').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(await page.evaluate('localStorage.length')).toBe(0);
  });

  test('lead nowhere else whoever came by an address that is written as that of another site', async () => {
    const { page } = await readers.open('/');
    await page.goto(`${gateway()}//elsewhere.example/..%2fsign-up`);
    await isShown(page);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.locator('main').getByRole('link', { name: 'Create an account' }).click();
    await page.locator('#name').fill('Eve');
    await signInAs(page, `eve-${Date.now()}@example.org`, password);
    expect(await page.getByRole('link', { name: 'Continue' }).getAttribute('href')).toBe('/');
  });

  test('help somebody who forgot the password; the tokens of mails are in no address, log or referrer', async () => {
    const { email } = await registerUser();
    const { page, asked } = await readers.open('/sign-in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.locator('#email').fill(email);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('an email is on its way').waitFor();
    const referrers: string[] = [];
    page.on('request', request => referrers.push(request.headers().referer ?? ''));
    const links = [await linkMailedTo(email, 'verify-email'), await linkMailedTo(email, 'reset-password')] as const;
    await page.goto(links[0]);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your address is confirmed.').waitFor();
    await page.goto(links[1]);
    await isShown(page);
    expect(page.url()).toBe(`${gateway()}/reset-password`);
    await page.locator('#newPassword').fill('another horse battery');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.locator('.outcome').getByRole('link', { name: 'Sign in' }).click();
    await signInAs(page, email, 'another horse battery');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await page.goBack();
    await page.goBack();
    expect(page.url()).not.toContain('#');

    await page.goto(links[1]);
    await page.locator('#newPassword').fill('another horse battery');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('This link was used before').waitFor();
    const logs = await textOfLogs();
    for (const token of links.map(link => link.split('#')[1] ?? '')) {
      expect(asked.filter(url => url.includes(token) && !url.includes('#'))).toEqual([]);
      expect(referrers.join()).not.toContain(token);
      expect(logs).not.toContain(token);
    }
  });

  test('give an account another name, language and address, and the old address back to who has its mailbox', async () => {
    const { email } = await registerUser();
    const { page } = await readers.open('/account');
    await signInAs(page, email, password);
    await page.locator('#name').fill('Grace');
    await page.locator('#language-of-mails').selectOption('de');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.locator('.site-header').getByRole('link', { name: 'Grace' }).waitFor();
    const moved = `moved-${email}`;
    await page.locator('#newEmail').fill(moved);
    await page.locator('#password').fill(password);
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByText('An email is on its way to the new address.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.goto(await linkMailedTo(moved, 'confirm-email'));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your new address is confirmed.').waitFor();
    await page.goto(await linkMailedTo(email, 'undo-email'));
    await isShown(page);
    expect(page.url()).toBe(`${gateway()}/undo-email`);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Your account has its old address again').waitFor();
    await page.getByRole('link', { name: 'Set a new password' }).waitFor();
    await page.goto('/sign-in');
    await signInAs(page, email, password);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  const addresses = () => {
    const event = `/e/${camp.slug}`;
    const ofEvent = [
      '',
      '/schedule',
      '/schedule?view=list',
      '/schedule?day=all&view=grid',
      '/schedule?q=nothing-has-this',
    ];
    const ofAccounts = [
      ...['/sign-in', '/sign-up', '/forgot-password', '/verify-email', '/offers', '/tickets'],
      ...['/account', '/notifications'],
    ];
    const ofMails = [
      ...['/verify-email', '/reset-password', '/claim'],
      ...['/confirm-email', '/undo-email', '/unsubscribe', '/invitations'],
    ].map(path => `${path}#some-token`);
    const rest = [`${event}/sessions/${camp.sessionId}`, `/speakers/${camp.speakerId}`, '/e/no-such-event'];
    return ['/', ...ofEvent.map(path => event + path), ...rest, ...ofAccounts, ...ofMails];
  };

  test.each(['light', 'dark'] as const)('have no fault that axe-core knows, in %s', async colorScheme => {
    // Nothing but colours differs.
    const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
    const { page } = await readers.open('/', { colorScheme });
    for (const address of addresses()) {
      await page.goto(address);
      await isShown(page);
      expect({ address, wrong: await violationsOf(page, rules) }).toEqual({ address, wrong: [] });
    }
    await page.goto('/sign-in');
    await signInAs(page, `nobody-${Date.now()}@example.org`, password);
    await page.getByText('Address or password is wrong.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  test('are as wide as the window, from 360 to 1920 pixels', async () => {
    const { page } = await readers.open('/');
    for (const address of addresses()) {
      await page.goto(address);
      await isShown(page);
      for (const width of [360, 768, 1280, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        // A grid that fits no more becomes a list with the next frame.
        await eventually(async () => {
          expect({ address, width, sideways: await sidewaysOf(page) }).toEqual({ address, width, sideways: 0 });
          return true;
        });
      }
    }
  });

  test('can be used by keyboard alone, speak German to whoever does, and show times of either zone', async () => {
    const { page, asked } = await readers.open(`/e/${camp.slug}/schedule`, {
      locale: 'de-AT',
      timezoneId: 'America/New_York',
    });
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Zum Inhalt springen');
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
    // To skip is no visit, after which the heading would have the focus.
    await page.evaluate('new Promise(resolve => requestAnimationFrame(resolve))');
    expect(asked.filter(url => url.endsWith(`/events/${camp.slug}/schedule`))).toHaveLength(1);
    const [first] = await page.locator('.slot-time').allTextContents();
    await page.locator('#times').focus();
    await page.keyboard.press('ArrowDown');
    expect(new URL(page.url()).search).toBe('?times=local');
    expect(await page.locator('.slot-time').first().textContent()).not.toBe(first);
    await page.locator('.slot a').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('h1:focus').waitFor();
    await page.getByText('Zum Programm').waitFor();
  });

  test('print the sheet of a day and a room without what is for a screen', async () => {
    const { page } = await readers.open(`/e/${camp.slug}/schedule?view=grid`);
    await page.locator('#room').selectOption({ label: 'Yard' });
    await page.emulateMedia({ media: 'print' });
    const visible = (selector: string) => page.locator(selector).first().isVisible();
    expect([await visible('h2'), await visible('.slot-title'), await visible('.slot-room')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([await visible('.site-header'), await visible('.controls'), await visible('.feeds')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(await page.locator('.day h2').textContent()).toContain('Yard');
  });
});
