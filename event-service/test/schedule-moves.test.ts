import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makePublished, type TestEvent } from './support/events';
import { type FakeUpstream, startFakeSessionService, startFakeSpeakerService } from './support/fake-upstream';
import { sampleSchedule } from './support/schedule';
import { type App, startEventService } from './support/start';

const schedule = sampleSchedule();
let planned: object = schedule;
let sessions: FakeUpstream;
let speakers: FakeUpstream;
let running: App;
let event: TestEvent;
beforeAll(async () => {
  sessions = await startFakeSessionService({ StreamSlotsByEvent: () => planned, PreviewEventChange: () => ({}) });
  speakers = await startFakeSpeakerService({ StreamSpeakers: ({ ids }) => ({ speakers: schedule.speakers(ids) }) });
  running = await startEventService({ sessionTarget: sessions.target, speakerTarget: speakers.target });
  event = await makePublished(running);
});
afterAll(async () => {
  await running.stop();
  await Promise.all([sessions.stop(), speakers.stop()]);
});

const weekLater = (at: string) => new Date(Date.parse(at) + 7 * 86_400_000).toISOString();
const read = async () => {
  const { body } = expectStatus(await running.as()('get', `/events/${event.id}/schedule`), 200);
  return { startsAt: body.event.startsAt, firstDay: body.days[0]?.date, days: body.days.length };
};

test('until the slots have followed a move, readers get the whole old schedule; then the whole new one', async () => {
  const before = await read();
  expect(before).toMatchObject({ startsAt: '2027-05-01T08:00:00.000Z', firstDay: '2027-05-01' });
  const dates = { startsAt: '2027-05-08T08:00:00Z', endsAt: '2027-05-10T16:00:00Z' };
  const { version } = expectStatus(await event.owner('patch', `/events/${event.id}?slots=move`, dates), 200).body;
  expect(await read()).toEqual(before);
  expectStatus(await event.owner('patch', `/events/${event.id}`, { title: 'Moved' }), 200);
  expect(await read()).toEqual(before);
  const csv = expectStatus(await running.as()('get', `/events/${event.id}/schedule.json`), 200);
  expect(csv.body.schedule.conference.start).toBe('2027-05-01');

  const slots = schedule.slots.map(slot => ({
    ...slot,
    starts_at: weekLater(slot.starts_at),
    ends_at: weekLater(slot.ends_at),
  }));
  planned = { ...schedule, slots, moved_version: version };
  expect(await read()).toEqual({ ...before, startsAt: '2027-05-08T08:00:00.000Z', firstDay: '2027-05-08' });
  const shown = await running.as()('get', `/events/${event.id}/schedule.json`);
  expect(shown.body.schedule.conference.start).toBe('2027-05-08');
});
