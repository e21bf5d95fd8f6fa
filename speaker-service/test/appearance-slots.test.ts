import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { deliver, eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type App, startSpeakerService } from './support/start';

const [nine, ten, noon] = ['2027-05-01T09:00:00.000Z', '2027-05-01T10:00:00.000Z', '2027-05-01T12:00:00.000Z'];

describe('a session of a speaker says when and where it is', () => {
  let broker: TestBroker;
  let running: App;
  let speaker: string;
  let event: string;
  let session: string;
  let room: { id: string; name: string };
  let slot: string;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    speaker = (await running.as(randomUUID())('post', '/speakers', { name: 'Ada' })).body.id;
    [event, session, slot, room] = [newId(), newId(), newId(), { id: newId(), name: 'Hall' }];
    await publishEvent(2);
    await publishSession(1, 'confirmed');
  });

  const publish = (type: string, id: string, sequence: number, data: object) =>
    deliver(broker, running.database, messageOf(type, id, sequence, { id, ...data }));
  const publishEvent = (sequence: number, more: object = {}) =>
    publish('event.published.v1', event, sequence, {
      slug: `camp-${event.slice(-12)}`,
      title: 'Camp',
      status: 'published',
      ownerId: randomUUID(),
      startsAt: nine,
      endsAt: noon,
      timezone: 'UTC',
      cfp: null,
      ...more,
    });
  const publishSession = (sequence: number, status: string) =>
    publish('session.updated.v1', session, sequence, { title: 'Notes', status, eventId: event, speakerIds: [speaker] });
  const publishRoom = (fact: string, sequence: number, name: string) =>
    publish(`room.${fact}.v1`, room.id, sequence, { eventId: event, name });
  const slotState = (startsAt: string, endsAt: string) => ({
    id: slot,
    eventId: event,
    sessionId: session,
    roomId: room.id,
    startsAt,
    endsAt,
  });
  const publishSlot = (fact: string, sequence: number, startsAt = nine, endsAt = ten) =>
    publish(`slot.${fact}.v1`, slot, sequence, slotState(startsAt, endsAt));
  const slots = async (api = running.as()) => {
    const { data } = expectStatus(await api('get', `/speakers/${speaker}/sessions`), 200).body;
    return data.map(one => one.slots);
  };

  test('as it is now, whatever the order in which messages come', async () => {
    expect(await slots()).toEqual([[]]);
    await publishSlot('booked', 1);
    expect(await slots()).toEqual([[{ id: slot, startsAt: nine, endsAt: ten, room: { id: room.id, name: null } }]]);
    await publishRoom('updated', 2, 'Big hall');
    await publishRoom('created', 1, 'Hall');
    await publishSlot('moved', 3, ten, noon);
    await publishSlot('moved', 2, nine, noon);
    expect(await slots()).toEqual([
      [{ id: slot, startsAt: ten, endsAt: noon, room: { id: room.id, name: 'Big hall' } }],
    ]);
    await publishSlot('deleted', 5);
    await publishSlot('moved', 4, ten, noon);
    expect(await slots()).toEqual([[]]);
  });

  test('as it was released, to others than the person and admins', async () => {
    await publishRoom('created', 1, 'Hall');
    await publishSlot('booked', 1);
    const shown = { id: slot, startsAt: nine, endsAt: ten, room };
    const release = (versionId: string, released?: object[]) =>
      publish('schedule.released.v1', versionId, 1, {
        eventId: event,
        name: versionId,
        sessions: [{ id: session, title: 'Notes', speakerIds: [speaker], ...(released && { slots: released }) }],
      });
    await release(newId(), [shown]);
    await publishSlot('moved', 2, ten, noon);
    await publishRoom('updated', 2, 'Big hall');
    expect(await slots()).toEqual([[shown]]);
    expect(await slots(running.as(randomUUID(), 'admin'))).toEqual([
      [{ ...shown, startsAt: ten, endsAt: noon, room: { ...room, name: 'Big hall' } }],
    ]);
    // As a message of before a release carried its slots: nobody knows.
    await release(newId());
    expect(await slots()).toEqual([null]);
  });

  test('none of them, to whomever, where the schedule is to be released first, until it is', async () => {
    await publishRoom('created', 1, 'Hall');
    await publishSlot('booked', 1);
    await publishEvent(3, { scheduleVisible: 'released' });
    expect(await slots()).toEqual([[]]);
    await publishEvent(4, { scheduleVisible: 'always' });
    expect(await slots()).toEqual([[{ id: slot, startsAt: nine, endsAt: ten, room }]]);
    await publishEvent(5, { scheduleVisible: 'released' });
    expect(await slots()).toEqual([[]]);
    const shown = { id: slot, startsAt: nine, endsAt: ten, room };
    const released = [{ id: session, title: 'Notes', speakerIds: [speaker], slots: [shown] }];
    await publish('schedule.released.v1', newId(), 1, { eventId: event, name: '1.0', sessions: released });
    expect(await slots()).toEqual([[shown]]);
  });

  test('null of an event that was known before slots were, until session-service has told it again', async () => {
    const version = newId();
    await running.database.query('UPDATE event_replicas SET slots_known = false WHERE id = $1', [event]);
    expect(await slots()).toEqual([null]);
    const started = await running.second({ AMQP_URL: broker.amqpUrl('speaker-service') });
    const asked = await eventually(async () => {
      const taken = await broker.take('session-service');
      const message = taken && JSON.parse(taken.content.toString());
      return message?.type === 'speaker-service.schedules-missed.v1' ? message : undefined;
    });
    expect(asked.data).toEqual({ eventIds: [event] });
    await started.stop();
    await publishSlot('moved', 3, ten, noon);
    const restate = (release: object | null) =>
      publish('schedule.restated.v1', newId(), 1, {
        eventId: event,
        rooms: [{ ...room, eventId: event, version: 1 }],
        slots: [{ ...slotState(nine, ten), version: 2 }],
        release,
      });
    await restate(null);
    // What is newer stays.
    expect(await slots()).toEqual([[{ id: slot, startsAt: ten, endsAt: noon, room }]]);
    const released = { id: session, title: 'Notes', speakerIds: [speaker] };
    const release = { id: version, eventId: event, name: '1' };
    await publish('schedule.released.v1', version, 1, { ...release, sessions: [released] });
    expect(await slots()).toEqual([null]);
    const shown = { id: slot, startsAt: nine, endsAt: ten, room };
    await restate({ ...release, sessions: [{ ...released, slots: [shown] }] });
    expect(await slots()).toEqual([[shown]]);
  });

  test('and how many there are, for who asks; so do the other lists of speaker-service', async () => {
    const total = async (path: '/speakers?' | `/speakers/${string}/sessions?`, api = running.as()) =>
      expectStatus(await api('get', `${path}limit=1&count=true`), 200).body.page;
    expect(await total(`/speakers/${speaker}/sessions?`)).toEqual({ nextCursor: null, total: 1 });
    await publishSession(2, 'submitted');
    expect(await total(`/speakers/${speaker}/sessions?`)).toEqual({ nextCursor: null, total: 0 });
    const [{ count } = { count: -1 }] = await running.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM speakers',
    );
    expect((await total('/speakers?')).total).toBe(count);
    expect((await running.as()('get', `/speakers?ids=${speaker}&count=true`)).body.page.total).toBe(1);
  });

  test('a profile is told again to who has missed it, and what was told of one that is deleted has no name', async () => {
    const creator = running.as(randomUUID());
    const { body: profile } = await creator('post', '/speakers', { name: 'Grace Hopper' });
    const told = () =>
      running.database.query('SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY sequence', [
        profile.id,
      ]);
    const named = { id: profile.id, userId: null, createdBy: expect.any(String), name: 'Grace Hopper' };
    const missed = messageOf('session-service.speakers-missed.v1', newId(), 1, { ids: [profile.id, newId()] });
    await deliver(broker, running.database, missed);
    expect(await told()).toEqual([
      { type: 'speaker.created.v1', sequence: 1, payload: named },
      { type: 'speaker.updated.v1', sequence: 2, payload: named },
    ]);
    expect((await creator('get', `/speakers/${profile.id}`)).body.version).toBe(2);
    expectStatus(await creator('delete', `/speakers/${profile.id}`), 204);
    expect(JSON.stringify(await told())).not.toContain('Grace');
    expect(await told()).toHaveLength(3);
  });
});
