import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { eventually, messageOf, type TestBroker } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hour } from './support/conference';
import { type Running, startBroker, startSessionService } from './support/start';

describe('messages', () => {
  let broker: TestBroker;
  let running: Running;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
  });
  afterAll(() => running.stop());

  const owner = randomUUID();
  const team = (...args: Parameters<ReturnType<Running['as']>>) => running.as(owner)(...args);
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
  const copyOf = async (id: string) =>
    (
      await running.database.query<{ version: number; status: string; deleted: boolean }>(
        'SELECT * FROM event_copies WHERE id = $1',
        [id],
      )
    )[0];
  const settled = (id: string, version: number) => eventually(async () => (await copyOf(id))?.version === version);
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

  test('slots outside of an event whose dates were cut are freed, and just those, each with its message', async () => {
    const id = newId();
    await event('created', id, 1);
    const early = await schedule(id);
    const late = await team('post', `/sessions/${early.session}/slots`, {
      roomId: early.room,
      startsAt: hour(50),
      endsAt: hour(51),
    });
    expect(late.status).toBe(201);
    await event('updated', id, 2, { endsAt: hour(24) });
    await settled(id, 2);
    const { body } = await team('get', `/slots?eventId=${id}`);
    expect(body.data.map((slot: { id: string }) => slot.id)).toEqual([early.slot.body.id]);
    const freed = await running.database.query<{ subject: string }>(
      `SELECT subject FROM outbox WHERE type = 'slot.freed.v1' AND payload->>'eventId' = $1`,
      [id],
    );
    expect(freed).toEqual([{ subject: late.body.id }]);
  });

  test('a room in an event of which the message is still under way waits for it', async () => {
    const id = newId();
    const [room] = await Promise.all([makeRoom(id), event('created', id, 1, { status: 'draft' })]);
    expect(room.status).toBe(201);
  });

  test('late and reordered messages change nothing', async () => {
    const id = newId();
    await event('updated', id, 3, { status: 'published' });
    await settled(id, 3);
    await event('created', id, 1, { status: 'draft' });
    await event('updated', id, 4, { endsAt: hour(48) });
    await settled(id, 4);
    expect(await copyOf(id)).toMatchObject({ status: 'published', version: 4 });
  });

  test('a cancelled event shows its slots and holds no speaker; a message that tells of it in another way does the same', async () => {
    const [id, other, ada] = [newId(), newId(), newId()];
    await Promise.all([event('published', id, 1), event('published', other, 1), speaker('created', ada, 1)]);
    const { session, slot } = await schedule(id, [ada]);
    expect(slot.status).toBe(201);
    const before = await schedule(other, [ada]);
    expect(before.slot.status).toBe(409);
    await event('updated', id, 3, { status: 'cancelled' });
    await settled(id, 3);
    await event('cancelled', id, 2, { status: 'cancelled' });
    expect((await running.as()('get', `/sessions/${session}`)).body.slots).toHaveLength(1);
    expect((await schedule(other, [ada])).slot.status).toBe(201);
    const refused = await team('post', `/sessions/${session}/slots`, { roomId: before.room, startsAt: hour(12) });
    expect([refused.status, refused.body.code]).toEqual([409, 'event.cancelled']);
  });

  test('a deleted event takes its programme along, is told of, and does not come back', async () => {
    const id = newId();
    await event('published', id, 1);
    const { room, session, slot } = await schedule(id);
    const version = await team('post', `/schedule-versions?eventId=${id}`, { name: '1.0' });
    expect(version.status).toBe(201);
    await publish('event.deleted.v1', id, 2, { id });
    await eventually(async () => (await team('get', `/sessions/${session}`)).status === 404);
    await event('updated', id, 9);
    expect((await team('get', `/rooms/${room}`)).status).toBe(404);
    expect((await team('get', `/slots/${slot.body.id}`)).status).toBe(404);
    expect((await makeRoom(id)).status).toBe(404);
    expect((await team('get', `/schedule-versions/${version.body.id}`)).status).toBe(404);
    const told = await running.database.query<{ type: string }>(
      'SELECT type FROM outbox WHERE subject = ANY ($1) AND type ~ $2 ORDER BY type',
      [[room, session, slot.body.id], 'deleted|freed'],
    );
    expect(told.map(row => row.type)).toEqual(['room.deleted.v1', 'session.deleted.v1', 'slot.freed.v1']);
  });

  test('a claimed profile gives its account the rights of a speaker', async () => {
    const [id, ada, user] = [newId(), newId(), randomUUID()];
    await Promise.all([event('published', id, 1), speaker('created', ada, 1)]);
    const made = await team('post', '/sessions', { eventId: id, title: 'Hers', speakerIds: [ada] });
    expect((await running.as(user)('get', `/sessions/${made.body.id}`)).status).toBe(404);
    await speaker('updated', ada, 2, user);
    await eventually(async () => (await running.as(user)('get', `/sessions/${made.body.id}`)).status === 200);
    await publish('speaker.deleted.v1', ada, 3, { id: ada });
    await eventually(async () => (await team('put', `/sessions/${made.body.id}/speakers/${ada}`, {})).status === 404);
  });

  test("a speaker's times make conflicts, the newest alone counts, and none told says nothing", async () => {
    const [id, ada] = [newId(), newId()];
    await Promise.all([event('published', id, 1), speaker('created', ada, 1)]);
    expect((await schedule(id, [ada])).slot.status).toBe(201);
    const comes = (sequence: number, ...intervals: [number, number][]) =>
      publish('speaker.availability-changed.v1', ada, sequence, {
        id: ada,
        eventId: id,
        intervals: intervals.map(([from, to]) => ({ startsAt: hour(from), endsAt: hour(to) })),
      });
    const unavailable = async () =>
      (await team('get', `/conflicts?eventId=${id}&rule=speaker-unavailable`)).body.data.length;
    await comes(3, [12, 14]);
    await eventually(async () => (await unavailable()) === 1);
    await comes(2, [9, 10]);
    await comes(4, [9, 9.5], [9.5, 10]);
    await eventually(async () => (await unavailable()) === 0);
    await comes(5, [9, 9.5]);
    await eventually(async () => (await unavailable()) === 1);
    await comes(6);
    await eventually(async () => (await unavailable()) === 0);
  });

  test('every write is told, each version once, and reaches who hears it', async () => {
    const id = newId();
    await event('published', id, 1);
    const { session, slot } = await schedule(id);
    await team('patch', `/slots/${slot.body.id}`, { endsAt: hour(11) });
    await team('post', `/sessions/${session}/cancel`, { reason: 'Ill' });
    const rows = await eventually(async () => {
      const told = await running.database.query<{
        type: string;
        subject: string;
        sequence: number;
        published_at: Date | null;
      }>('SELECT type, subject, sequence, published_at FROM outbox WHERE subject = ANY ($1) ORDER BY id', [
        [session, slot.body.id],
      ]);
      return told.every(row => row.published_at) ? told : undefined;
    });
    expect(rows.map(row => `${row.sequence} ${row.type}`)).toEqual([
      '1 session.created.v1',
      '2 session.state-changed.v1',
      '3 session.state-changed.v1',
      '1 slot.booked.v1',
      '2 slot.moved.v1',
      '3 slot.freed.v1',
      '4 session.state-changed.v1',
    ]);
    const subjects = [];
    for (let next = await broker.take('event-service'); next; next = await broker.take('event-service')) {
      subjects.push(JSON.parse(next.content.toString()).subject);
    }
    expect(subjects.filter(subject => subject === slot.body.id)).toHaveLength(3);
  });
});
