import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeMember } from './support/events';
import { sampleSchedule } from './support/schedule';
import { type Scheduled, startScheduled } from './support/scheduled';

const forms = ['schedule', 'schedule.json', 'schedule.xml', 'schedule.ics', 'schedule.csv', 'jsonld'] as const;

describe('a schedule that is to be released first', () => {
  const schedule = { ...sampleSchedule(), is_released: false };
  let scheduled: Scheduled;
  beforeAll(async () => {
    scheduled = await startScheduled(schedule, { slug: 'shy-conf' });
  });
  afterAll(() => scheduled.stop());

  const show = async (scheduleVisible: 'always' | 'released') => {
    const { owner, id } = scheduled.event;
    expectStatus(await owner('patch', `/events/${id}`, { scheduleVisible }), 200);
  };
  const textOf = async (form: (typeof forms)[number], api = scheduled.running.as()) => {
    const { body, text } = expectStatus(await api('get', `/events/${scheduled.event.id}/${form}`), 200);
    return text || JSON.stringify(body);
  };
  /** Whether a form of the schedule tells of a session and its time. */
  const tells = async (form: (typeof forms)[number], api?: Scheduled['event']['owner']) => {
    const text = await textOf(form, api);
    const [title, time] = [text.includes('Opening'), /2027-?05-?01T(?:08|10):?45/.test(text)];
    return title || time;
  };
  const page = (path: string) => fetch(`${scheduled.running.url}/page-heads/e/shy-conf${path}`);

  test('is empty in every form for others than the team, until a version is released', async () => {
    const { running, event } = scheduled;
    const [organizer, steward] = [
      (await makeMember(running, event, 'organizer')).api,
      (await makeMember(running, event, 'steward')).api,
    ];
    const sessionPage = `/sessions/${schedule.sessions[0]?.id}`;
    for (const form of forms) expect([form, await tells(form)]).toEqual([form, true]);
    await show('released');
    for (const form of forms) {
      for (const api of [running.as(), running.as(randomUUID()), steward])
        expect([form, await tells(form, api)]).toEqual([form, false]);
      for (const api of [event.owner, organizer]) expect([form, await tells(form, api)]).toEqual([form, true]);
    }
    expect((await page(sessionPage)).status).toBe(404);
    const { body } = await running.as()('get', `/events/${event.id}?include=sessions`);
    expect(JSON.stringify(body.sessions)).not.toContain('T08:00');

    schedule.is_released = true;
    await running.database.query(
      `INSERT INTO schedule_revisions (scope, revision, changed_at) VALUES ($1, 1, now())
       ON CONFLICT (scope) DO UPDATE SET revision = schedule_revisions.revision + 1`,
      [event.id],
    );
    for (const form of forms) expect([form, await tells(form)]).toEqual([form, true]);
    expect((await page(sessionPage)).status).toBe(200);
  });

  test('is hidden by what is kept, too, while session-service is away', async () => {
    const { running, event, sessions } = scheduled;
    schedule.is_released = false;
    await show('always');
    expect(await tells('schedule')).toBe(true);
    sessions.behave('failing');
    await show('released');
    expect(await tells('schedule')).toBe(false);
    expect(await tells('schedule', event.owner)).toBe(true);
    sessions.behave('healthy');
    const slot = schedule.slots.pop();
    await running.database.query('UPDATE schedule_revisions SET revision = revision + 1 WHERE scope = $1', [event.id]);
    // What is taken off before a release is not told as cancelled.
    expect(await tells('schedule.ics')).toBe(false);
    expect(await textOf('schedule.ics')).not.toContain('BEGIN:VEVENT');
    if (slot) schedule.slots.push(slot);
  });
});
