import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { deliver, expectStatus, messageOf, scaled, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hour } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

describe('an event is named by its id or a slug', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
  });
  afterAll(() => running.stop());

  const owner = randomUUID();
  const team: Api = (...call) => running.as(owner)(...call);
  const uniqueSlug = () => `camp-${randomUUID().slice(0, 8)}`;
  const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();
  /** @param sentAt minutes from now */
  const event = (id: string, sequence: number, slug: string, sentAt = 0, fields: object = {}) => {
    const data = {
      ...{ id, slug, title: 'Camp', status: 'published', ownerId: owner, timezone: 'Europe/Berlin', cfp: null },
      ...{ startsAt: hour(0), endsAt: hour(96), ...fields },
    };
    return { ...messageOf('event.updated.v1', id, sequence, data), time: minutes(sentAt) };
  };
  const deleted = (id: string, sequence: number) => messageOf('event.deleted.v1', id, sequence, { id });
  const receive = (message: ReturnType<typeof messageOf>) => deliver(broker, running.database, message);
  const makeEvent = async (fields: object = {}) => {
    const [id, slug] = [newId(), uniqueSlug()];
    await receive(event(id, 1, slug, 0, fields));
    return { id, slug };
  };
  const lists = [
    '/rooms',
    '/tracks',
    '/sessions',
    '/slots',
    '/conflicts',
    '/conflicts/rules',
    '/schedule-versions',
  ] as const;

  test('in every body that makes something of an event, and in every list', async () => {
    const { id, slug } = await makeEvent();
    const room = await team('post', '/rooms', { eventId: slug, name: 'Hall' });
    const track = await team('post', '/tracks', { eventId: slug.toUpperCase(), name: 'Science' });
    const session = await team('post', '/sessions', { eventId: slug, title: 'Lunch', type: 'break' });
    const body = { roomId: room.body.id, startsAt: hour(9), endsAt: hour(10) };
    const slot = await team('post', `/sessions/${session.body.id}/slots`, body);
    const version = await team('post', '/schedule-versions', { eventId: slug, name: '1.0' });
    for (const made of [room, track, session, slot, version]) {
      expectStatus(made, 201);
      expect(made.body.eventId).toEqual(id);
    }
    expect((await team('put', `/conflicts/rules?eventId=${slug}`, {})).body.eventId).toBe(id);
    for (const path of lists) {
      const [byId, bySlug] = [await team('get', `${path}?eventId=${id}`), await team('get', `${path}?eventId=${slug}`)];
      expectStatus(bySlug, 200);
      expect(bySlug.body).toEqual(byId.body);
    }
    const latest = await team('get', `/schedule-versions/latest?eventId=${slug}`);
    expect(latest.body).toMatchObject({ id: version.body.id, rooms: [{ name: 'Hall' }] });
    const diff = await team('get', `/schedule-versions/wip/diff?eventId=${slug}&against=${version.body.id}`);
    expectStatus(diff, 200);
    expect(diff.body.eventId).toEqual(id);
    expect(diff.body.changes).toEqual([]);
  });

  test('an old slug leads there too, also one that only a late message carries', async () => {
    const [id, first, second, third] = [newId(), uniqueSlug(), uniqueSlug(), uniqueSlug()];
    await receive(event(id, 1, first));
    await receive(event(id, 3, third));
    await receive(event(id, 2, second, -1));
    for (const slug of [first, second, third]) {
      expect((await team('post', '/rooms', { eventId: slug, name: slug })).body.eventId).toBe(id);
    }
  });

  test('a slug of a deleted event leads nowhere, until another event has it', async () => {
    const { id, slug } = await makeEvent();
    await receive(deleted(id, 2));
    await receive(event(id, 3, slug));
    expectStatus(await team('get', `/rooms?eventId=${slug}`), 404);
    const next = newId();
    await receive(event(next, 1, slug, 1));
    expect((await team('post', '/rooms', { eventId: slug, name: 'Hall' })).body.eventId).toBe(next);
  });

  test('of two events the later has the slug, in whatever order their messages come', async () => {
    const { id: earlier, slug } = await makeEvent();
    const later = newId();
    await receive(event(later, 1, slug, 2));
    await receive(event(earlier, 2, slug, 1));
    await receive(deleted(earlier, 3));
    expect((await team('post', '/rooms', { eventId: slug, name: 'Hall' })).body.eventId).toBe(later);
  });

  test('an unknown slug is refused at once, and a hidden one as an unknown one', async () => {
    const { slug } = await makeEvent({ status: 'draft' });
    const other = await makeEvent();
    const version = await team('post', '/schedule-versions', { eventId: other.id, name: '1.0' });
    const versions = ['latest', 'wip', version.body.id, 'latest/diff'].map(path => `/schedule-versions/${path}`);
    const stranger = running.as(randomUUID());
    const took: number[] = [];
    const timed = async (...call: Parameters<Api>) => {
      const started = Date.now();
      const reply = await stranger(...call);
      took.push(Date.now() - started);
      return reply;
    };
    for (const reference of [slug, uniqueSlug()]) {
      for (const path of lists) {
        const reply = await timed('get', `${path}?eventId=${reference}`);
        if (path === '/sessions') expect(expectStatus(reply, 200).body).toMatchObject({ data: [] });
        else expectStatus(reply, 404, 'not-found');
      }
      for (const path of versions) {
        const { body } = expectStatus(await timed('get', `${path}?eventId=${reference}`), 404);
        expect(body.detail).toContain('no such event');
      }
      for (const [path, body] of [
        ['/rooms', { name: 'Hall' }],
        ['/tracks', { name: 'Science' }],
        ['/sessions', { title: 'Hello' }],
        ['/schedule-versions', { name: '1.0' }],
      ] as const) {
        expectStatus(await timed('post', path, { ...body, eventId: reference }), 404);
      }
    }
    expect(Math.max(...took)).toBeLessThan(scaled(1_500));
  });
});
