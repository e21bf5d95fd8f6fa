import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { deliverSamples, eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hour } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

describe('messages', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
  });
  afterAll(() => running.stop());

  const owner = randomUUID();
  const team: Api = (...call) => running.as(owner)(...call);
  const publish = (type: string, id: string, sequence: number, data: object, messageId: string = randomUUID()) =>
    broker.publish(type, messageOf(type, id, sequence, data, messageId), messageId);
  const event = (fact: string, id: string, sequence: number, fields: object = {}) =>
    publish(`event.${fact}.v1`, id, sequence, {
      id,
      slug: 'camp',
      title: 'Camp',
      status: 'published',
      ownerId: owner,
      startsAt: hour(0),
      endsAt: hour(96),
      timezone: 'Europe/Berlin',
      cfp: null,
      ...fields,
    });
  const speaker = (fact: string, id: string, sequence: number, userId: string | null = null) =>
    publish(`speaker.${fact}.v1`, id, sequence, { id, userId, createdBy: owner });
  const replicaOf = async (id: string) =>
    (
      await running.database.query<{ version: number; status: string; deleted: boolean }>(
        'SELECT * FROM event_replicas WHERE id = $1',
        [id],
      )
    )[0];
  const settled = (id: string, version: number) => eventually(async () => (await replicaOf(id))?.version === version);
  const makeRoom = (eventId: string) => team('post', '/rooms', { eventId, name: randomUUID() });
  const schedule = async (eventId: string, speakerIds: string[] = []) => {
    const room = await makeRoom(eventId);
    const session = await team('post', '/sessions', { eventId, title: 'A talk', speakerIds, submit: true });
    await team('post', `/sessions/${session.body.id}/accept`);
    await team('post', `/sessions/${session.body.id}/confirm`);
    const body = { roomId: room.body.id, startsAt: hour(9), endsAt: hour(10) };
    const slot = await team('post', `/sessions/${session.body.id}/slots`, body);
    return { room: room.body.id, session: session.body.id, slot };
  };

  test('slots outside of an event whose dates were cut are deleted, and just those, each with its message', async () => {
    const id = newId();
    await event('created', id, 1);
    const early = await schedule(id);
    const late = await team('post', `/sessions/${early.session}/slots`, {
      roomId: early.room,
      startsAt: hour(50),
      endsAt: hour(51),
    });
    expectStatus(late, 201);
    await event('updated', id, 2, { endsAt: hour(24) });
    await settled(id, 2);
    const { body } = await team('get', `/slots?eventId=${id}`);
    expect(body.data.map(slot => slot.id)).toEqual([early.slot.body.id]);
    const deleted = await running.database.query<{ subject: string }>(
      `SELECT subject FROM outbox WHERE type = 'slot.deleted.v1' AND payload->>'eventId' = $1`,
      [id],
    );
    expect(deleted).toEqual([{ subject: late.body.id }]);
  });

  test('a room in an event whose message is still under way waits for it', async () => {
    const id = newId();
    const [room] = await Promise.all([makeRoom(id), event('created', id, 1, { status: 'draft' })]);
    expectStatus(room, 201);
  });

  test('late and reordered messages change nothing', async () => {
    const id = newId();
    await event('updated', id, 3, { status: 'published' });
    await settled(id, 3);
    await event('created', id, 1, { status: 'draft' });
    await event('updated', id, 4, { endsAt: hour(48) });
    await settled(id, 4);
    expect(await replicaOf(id)).toMatchObject({ status: 'published', version: 4 });
  });

  test('a cancelled event shows its slots and blocks no speaker; a message of another type with that status does the same', async () => {
    const [id, other, ada] = [newId(), newId(), newId()];
    await Promise.all([event('published', id, 1), event('published', other, 1), speaker('created', ada, 1)]);
    const { session, slot } = await schedule(id, [ada]);
    expectStatus(slot, 201);
    const before = await schedule(other, [ada]);
    expectStatus(before.slot, 409);
    await event('updated', id, 3, { status: 'cancelled' });
    await settled(id, 3);
    await event('cancelled', id, 2, { status: 'cancelled' });
    expect((await running.as()('get', `/sessions/${session}`)).body.slots).toHaveLength(1);
    expectStatus((await schedule(other, [ada])).slot, 201);
    const refused = await team('post', `/sessions/${session}/slots`, { roomId: before.room, startsAt: hour(12) });
    expectStatus(refused, 409, 'event.cancelled');
  });

  test('a deleted event takes its schedule along, with messages, and does not come back', async () => {
    const id = newId();
    await event('published', id, 1);
    const { room, session, slot } = await schedule(id);
    const version = await team('post', '/schedule-versions', { eventId: id, name: '1.0' });
    expectStatus(version, 201);
    await publish('event.deleted.v1', id, 2, { id });
    await eventually(async () => (await team('get', `/sessions/${session}`)).status === 404);
    await event('updated', id, 9);
    expectStatus(await team('get', `/rooms/${room}`), 404);
    expectStatus(await team('get', `/slots/${slot.body.id}`), 404);
    expectStatus(await makeRoom(id), 404);
    expectStatus(await team('get', `/schedule-versions/${version.body.id}`), 404);
    const published = await running.database.query<{ type: string }>(
      'SELECT type FROM outbox WHERE subject = ANY ($1) AND type ~ $2 ORDER BY type',
      [[room, session, slot.body.id], 'deleted'],
    );
    expect(published.map(row => row.type)).toEqual(['room.deleted.v1', 'session.deleted.v1', 'slot.deleted.v1']);
  });

  test('a claimed profile gives its account the rights of a speaker', async () => {
    const [id, ada, user] = [newId(), newId(), randomUUID()];
    await Promise.all([event('published', id, 1), speaker('created', ada, 1)]);
    const made = await team('post', '/sessions', { eventId: id, title: 'Hers', speakerIds: [ada] });
    expectStatus(await running.as(user)('get', `/sessions/${made.body.id}`), 404);
    await speaker('updated', ada, 2, user);
    await eventually(async () => (await running.as(user)('get', `/sessions/${made.body.id}`)).status === 200);
    await publish('speaker.deleted.v1', ada, 3, { id: ada });
    await eventually(async () => (await team('put', `/sessions/${made.body.id}/speakers/${ada}`, {})).status === 404);
  });

  test("a speaker's availability makes conflicts, the newest alone counts, and an empty one says nothing", async () => {
    const [id, ada] = [newId(), newId()];
    await Promise.all([event('published', id, 1), speaker('created', ada, 1)]);
    expectStatus((await schedule(id, [ada])).slot, 201);
    const isAvailable = (sequence: number, ...intervals: [number, number][]) =>
      publish('speaker.availability-changed.v1', ada, sequence, {
        id: ada,
        eventId: id,
        intervals: intervals.map(([from, to]) => ({ startsAt: hour(from), endsAt: hour(to) })),
      });
    const unavailable = async () =>
      (await team('get', `/conflicts?eventId=${id}&rule=speaker-unavailable`)).body.data.length;
    await isAvailable(3, [12, 14]);
    await eventually(async () => (await unavailable()) === 1);
    await isAvailable(2, [9, 10]);
    await isAvailable(4, [9, 9.5], [9.5, 10]);
    await eventually(async () => (await unavailable()) === 0);
    await isAvailable(5, [9, 9.5]);
    await eventually(async () => (await unavailable()) === 1);
    await isAvailable(6);
    await eventually(async () => (await unavailable()) === 0);
  });

  test('every write is published, each version once, and reaches its consumers', async () => {
    const id = newId();
    await event('published', id, 1);
    const { session, slot } = await schedule(id);
    await team('patch', `/slots/${slot.body.id}`, { endsAt: hour(11) });
    await team('post', `/sessions/${session}/cancel`, { reason: 'Ill' });
    const rows = await eventually(async () => {
      const published = await running.database.query<{
        type: string;
        subject: string;
        sequence: number;
        published_at: Date | null;
      }>('SELECT type, subject, sequence, published_at FROM outbox WHERE subject = ANY ($1) ORDER BY id', [
        [session, slot.body.id],
      ]);
      return published.every(row => row.published_at) ? published : undefined;
    });
    expect(rows.map(row => `${row.sequence} ${row.type}`)).toEqual([
      '1 session.created.v1',
      '2 session.status-changed.v1',
      '3 session.status-changed.v1',
      '1 slot.booked.v1',
      '2 slot.moved.v1',
      '3 slot.deleted.v1',
      '4 session.status-changed.v1',
    ]);
    const subjects = [];
    for (let next = await broker.take('event-service'); next; next = await broker.take('event-service')) {
      subjects.push(JSON.parse(next.content.toString()).subject);
    }
    expect(subjects.filter(subject => subject === slot.body.id)).toHaveLength(3);
  });

  test('its relay says each second that nothing waits, and keeps no record of that', async () => {
    const heartbeat = await eventually(async () => {
      const message = await broker.take('event-service');
      return message?.properties.type === 'session-service.relay-heartbeat.v1' ? message : undefined;
    });
    expect(heartbeat.properties).toMatchObject({ deliveryMode: 1, expiration: '10000', appId: 'session-service' });
    expect(JSON.parse(heartbeat.content.toString())).toMatchObject({
      subject: 'session-service',
      data: { oldestUnpublishedAt: null },
    });
    const recorded = await running.database.query(`SELECT FROM outbox WHERE type LIKE '%.relay-heartbeat.%'`);
    expect(recorded).toEqual([]);
  });

  test('messages of every earlier shape are still handled', async () => {
    expect(await deliverSamples(broker, running.database, 'session-service')).toEqual([]);
  });
});
