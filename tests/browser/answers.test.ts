import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { asOrganizer, withId } from '../support/as-organizer';
import { linkIn, mailTo } from '../support/mails';
import { password, registerUser, type User } from '../support/users';
import { type Readers, sidewaysOf, signInAs, startReaders, violationsOf } from './site/pages';

jest.setTimeout(scaled(120_000));

describe('what mails ask of a speaker', () => {
  let readers: Readers;
  let owner: User;
  let speaker: User;
  let profileId: string;
  let eventId: string;
  let sessionId: string;
  beforeAll(async () => {
    readers = await startReaders();
    owner = await registerUser({ name: 'Olga' });
    speaker = await registerUser({ name: 'Sally' });
    const event = await asOrganizer(owner.client).event({
      cfp: { opensAt: '2026-01-01T00:00:00Z', closesAt: '2027-04-01T00:00:00Z' },
    });
    await asOrganizer(owner.client).publish(event.id);
    eventId = event.id;
    profileId = (await speaker.client.post('/speakers', { body: { name: 'Sally', self: true } })).data.id;
    const body = { eventId, title: 'Water wheels', speakerIds: [profileId], submit: true };
    // session-service learns by message of the event and the profile.
    sessionId = (await eventually(() => speaker.client.post('/sessions', { body }))).data.id;
    await owner.client.post('/sessions/{id}/accept', withId(sessionId));
    await owner.client.post('/events/{id}/decisions/announce', { ...withId(eventId), body: {} });
  });
  afterAll(() => readers?.close());

  const isWell = async (page: Page) => {
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 640 });
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
  };
  const statusOf = async () => (await owner.client.get('/sessions/{id}', withId(sessionId))).data.status;

  test('is said on the page of the session, which is not public yet: that they come, or that they do not', async () => {
    const mail = await mailTo(speaker.email, 'was accepted');
    const { page } = await readers.open(linkIn(mail));
    await page.getByText('Is it yours, or of your team?').waitFor();
    await page.locator('main').getByRole('link', { name: 'Sign in' }).click();
    await signInAs(page, speaker.email, password);
    await page.getByRole('button', { name: 'I come' }).waitFor();
    await isWell(page);
    await page.getByRole('button', { name: 'I come' }).click();
    await page.getByText('It takes place: you come.').waitFor();
    expect(await statusOf()).toBe('confirmed');
    await page.getByRole('button', { name: 'Withdraw it' }).click();
    await page.getByRole('button', { name: 'No, keep it' }).click();
    await page.getByRole('button', { name: 'Withdraw it' }).click();
    await page.getByRole('button', { name: 'Yes, withdraw' }).click();
    await page.getByText('This session is cancelled.').waitFor();
    expect(await statusOf()).toBe('withdrawn');
  });

  test('and suggestions for their profile among invitations', async () => {
    const body = { changes: { tagline: 'Wheels', company: '' }, note: 'For the programme.' };
    const { data: profile } = await speaker.client.get('/speakers/{id}', withId(profileId));
    const other = { eventId, title: 'Mills', speakerIds: [profile.id], submit: true };
    await speaker.client.post('/sessions', { body: other });
    // speaker-service learns by message who speaks where.
    await eventually(() => owner.client.post('/speakers/{id}/suggestions', { ...withId(profileId), body }));
    const mail = await mailTo(speaker.email, 'Suggested changes to your speaker profile');
    const { page, errors } = await readers.open(linkIn(mail));
    await signInAs(page, speaker.email, password);
    await page.getByText('For the programme.').waitFor();
    await isWell(page);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Accepted.').waitFor();
    expect((await speaker.client.get('/speakers/{id}', withId(profileId))).data.tagline).toBe('Wheels');
    expect(errors).toEqual([]);
  });
});
