import { randomUUID } from 'node:crypto';
import { deliver, eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makePublished, type TestEvent } from './support/events';
import { startHeartbeats } from './support/heartbeats';
import { sampleSchedule } from './support/schedule';
import { type Scheduled, startScheduled } from './support/scheduled';

describe('speakers in a cached schedule', () => {
  const schedule = sampleSchedule();
  const planned = new Set<string>();
  let broker: TestBroker;
  let heartbeats: ReturnType<typeof startHeartbeats>;
  let scheduled: Scheduled;
  let empty: TestEvent;
  beforeAll(async () => {
    broker = await startBroker();
    heartbeats = startHeartbeats(broker);
    scheduled = await startScheduled(schedule, { broker, has: id => planned.has(id) });
    planned.add(scheduled.event.id);
    empty = await makePublished(scheduled.running);
  });
  beforeEach(async () => {
    await sessionsChanged();
    await scheduled.recover();
  });
  afterAll(async () => {
    await heartbeats.stop();
    await scheduled.stop();
  });

  const send = (type: string, subject: string, sequence: number, data: object) =>
    deliver(broker, scheduled.running.database, messageOf(type, subject, sequence, data));
  const sessionsChanged = () => {
    const room = { id: randomUUID(), eventId: scheduled.event.id, name: 'Curie' };
    return send('room.updated.v1', room.id, 2, room);
  };
  let sequence = 0;
  const changed = (id: string) =>
    send('speaker.updated.v1', id, ++sequence, { id, userId: null, createdBy: randomUUID() });
  const read = async ({ id } = scheduled.event) =>
    expectStatus(await scheduled.running.as()('get', `/events/${id}/schedule`), 200).body;
  const nameOf = ({ days }: Awaited<ReturnType<typeof read>>, at = 0) =>
    days[0]?.rooms[0]?.slots[0]?.session.speakers[at]?.name;
  const loads = () => scheduled.sessions.calls.StreamSlotsByEvent ?? 0;

  test('are shown as they are now, while schedules that they are not in stay cached', async () => {
    await read(empty);
    expect(nameOf(await read())).toBe('Ada Lovelace');
    const before = loads();
    schedule.people.set(schedule.ada, { id: schedule.ada, name: 'Ada King' });
    await changed(schedule.ada);
    await read(empty);
    expect(loads()).toBe(before);
    expect(nameOf(await read())).toBe('Ada King');
    expect(loads()).toBe(before + 1);
  });

  test('are shown as they are now, whom speaker-service did not know before too', async () => {
    const ada = schedule.people.get(schedule.ada) ?? {};
    schedule.people.delete(schedule.ada);
    await sessionsChanged();
    expect(nameOf(await read())).toBe('Grace Hopper');
    schedule.people.set(schedule.ada, ada);
    await changed(schedule.ada);
    expect(nameOf(await read())).not.toBe('Grace Hopper');
  });

  test('are shown as they are now under the id of a profile that was merged into theirs', async () => {
    const surviving = randomUUID();
    const grace = (name: string) =>
      schedule.people.set(schedule.grace, { id: surviving, name, merged_ids: [schedule.grace] });
    grace('G. Hopper');
    const { id, into } = { id: schedule.grace, into: surviving };
    await send('speaker.merged.v1', id, 99, { id, into });
    expect(nameOf(await read(), 1)).toBe('G. Hopper');
    grace('Rear Admiral Hopper');
    await changed(surviving);
    expect(nameOf(await read(), 1)).toBe('Rear Admiral Hopper');
  });

  test('are never older than their message, though they were asked for before it', async () => {
    await sessionsChanged();
    const calls = () => scheduled.speakers.calls.StreamSpeakers ?? 0;
    const before = calls();
    scheduled.speakers.behave('late');
    const early = read();
    await eventually(() => calls() > before);
    schedule.people.set(schedule.ada, { id: schedule.ada, name: 'Countess Lovelace' });
    await changed(schedule.ada);
    scheduled.speakers.behave('healthy');
    await early;
    expect(nameOf(await read())).toBe('Countess Lovelace');
  });
});
