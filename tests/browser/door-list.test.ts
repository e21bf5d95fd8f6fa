import { readFileSync } from 'node:fs';
import { scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { asOrganizer, withId } from '../support/as-organizer';
import { password, registerUser, type User } from '../support/users';
import { isShown, type Readers, sidewaysOf, signInAs, startReaders, violationsOf } from './site/pages';

jest.setTimeout(scaled(120_000));

describe('the door list of an event', () => {
  let readers: Readers;
  let olga: User;
  let slug: string;
  beforeAll(async () => {
    readers = await startReaders();
    olga = await registerUser({ name: 'Olga' });
    const organize = asOrganizer(olga.client);
    const event = await organize.event();
    await organize.publish(event.id);
    slug = event.slug;
    const register = async (name: string) =>
      (await olga.client.post('/events/{id}/registrations', { ...withId(event.id), body: { name } })).data;
    await register('Zoë <b>Zimmer</b>');
    const { ticketCode } = await register('Östen Öberg');
    await register('adam Adams');
    const body = { ticketCode: String(ticketCode) };
    await olga.client.post('/events/{id}/check-ins', { ...withId(event.id), body });
  });
  afterAll(() => readers?.close());

  test('shows the team who has a seat, by name, to be ticked off on paper', async () => {
    const { page, errors } = await readers.open(`/e/${slug}/door`);
    await signInAs(page, olga.email, password);
    await page.locator('.door').waitFor();
    const names = page.locator('.door tbody td:nth-child(2)');
    expect(await names.allTextContents()).toEqual(['adam Adams', 'Östen Öberg', 'Zoë <b>Zimmer</b>']);
    expect(await page.locator('.door .box').allTextContents()).toEqual(['', '✓', '']);
    expect(await page.locator('.door code').first().textContent()).toMatch(/^[0-9A-Z]{5}$/);
    expect(await page.locator('main').textContent()).not.toContain('@');
    expect(await violationsOf(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect(await page.locator('.door').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as a table (CSV)' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`registrations-${slug}.csv`);
    expect(readFileSync(await file.path(), 'utf8')).toContain(',adam Adams,');
    expect(errors).toEqual([]);
    await page.locator('.crumbs a').click();
    await page.getByRole('link', { name: 'Door list to print' }).click();
    await page.locator('.door').waitFor();
  });

  test('is not for others', async () => {
    const { email } = await registerUser({ name: 'Eve' });
    const { page } = await readers.open(`/e/${slug}/door`, { locale: 'de-DE' });
    await signInAs(page, email, password);
    await page.getByText('Nur das Team').waitFor();
    await isShown(page);
    expect(await page.locator('main').textContent()).not.toContain('Adams');
  });
});
