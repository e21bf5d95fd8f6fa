import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePublished } from './support/events';
import { entriesOf } from './support/icalendar';
import { person, registered } from './support/registrations';
import { type App, startEventService } from './support/start';
import { knownUser } from './support/users';

describe('my own calendar', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const address = async (somebody: ReturnType<typeof person>) => {
    const reply = await somebody.api('post', '/registrations/calendar');
    expectStatus(reply, 201);
    return String(reply.body.url).replace('https://ems.example/api/v1', '');
  };
  const fetch = (path: string) => running.as()('get', path);

  test('has the events that I am registered for: sure, tentative or cancelled, and grows with their changes', async () => {
    const ada = person(running);
    const [sure, full, off, left] = [
      await makePublished(running, { title: 'Sure', startsAt: '2027-01-01T08:00:00Z', endsAt: '2027-01-02T08:00:00Z' }),
      await makePublished(running, { title: 'Full', capacity: 1 }),
      await makePublished(running, { title: 'Off' }),
      await makePublished(running, { title: 'Left' }),
    ];
    await registered(running, full.id, 1);
    for (const { id } of [sure, full, off, left]) await ada.register(id);
    await off.owner('post', `/events/${off.id}/cancel`, { reason: 'rain' });
    await ada.cancel(left.id);
    const path = await address(ada);
    const reply = await fetch(path);
    expectStatus(reply, 200);
    expect(reply.headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(reply.headers['cache-control']).toBe('private, no-cache');
    const states = [...entriesOf(reply.text).values()].map(({ summary, status }) => [summary, status]);
    expect(Object.fromEntries(states)).toEqual({
      Sure: 'CONFIRMED',
      Full: 'TENTATIVE',
      Off: 'CANCELLED',
      Left: 'CANCELLED',
    });
    expect((await fetch(path)).text).toBe(reply.text);
    expectStatus(await fetch(path).set('if-none-match', String(reply.headers.etag)), 304);
    await sure.owner('patch', `/events/${sure.id}`, { endsAt: '2027-01-03T08:00:00Z' });
    const [before, after] = [reply.text, (await fetch(path)).text].map(text => [...entriesOf(text).values()][0]);
    expect(after?.dtend).toBe('2027-01-03T08:00:00Z');
    expect(after?.sequence).toBeGreaterThan(Number(before?.sequence));
    expect(after?.uid).toBe(before?.uid);
  });

  test('is opened by a secret that can be renewed and revoked, and by nothing else', async () => {
    const ada = person(running, await knownUser(running));
    const first = await address(ada);
    const second = await address(ada);
    expect(second).not.toBe(first);
    expect(second).not.toContain(ada.userId);
    expectStatus(await fetch(first), 404);
    expectStatus(await fetch(second), 200);
    expectStatus(await fetch('/registrations/calendar.ics'), 400);
    expectStatus(await fetch(`/registrations/calendar.ics?token=${ada.userId}`), 400);
    const stored = JSON.stringify(await running.database.query('SELECT * FROM calendar_secrets'));
    expect(stored).not.toContain(second.split('=')[1]);
    await running.database.query(`UPDATE token_subjects SET disabled = true WHERE id = $1`, [ada.userId]);
    expectStatus(await fetch(second), 404);
    await running.database.query(`UPDATE token_subjects SET disabled = false WHERE id = $1`, [ada.userId]);
    expectStatus(await ada.api('delete', '/registrations/calendar'), 204);
    expectStatus(await ada.api('delete', '/registrations/calendar'), 204);
    expectStatus(await fetch(second), 404);
    expectStatus(await running.as()('post', '/registrations/calendar'), 401);
  });

  test('its address is shown once, and kept nowhere', async () => {
    const ada = person(running);
    const ask = () => ada.api('post', '/registrations/calendar').set('idempotency-key', 'once');
    const [first, again] = [await ask(), await ask()];
    expectStatus(again, 201);
    expect(again.body).toEqual({ url: null, token: null });
    expectStatus(await fetch(`/registrations/calendar.ics?token=${first.body.token}`), 200);
    expect(JSON.stringify(await running.database.query('SELECT body FROM idempotency'))).not.toContain(
      first.body.token,
    );
  });
});
