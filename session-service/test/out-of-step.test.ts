import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { deliver, eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { type App, startSessionService } from './support/start';

describe('what is known better here than at its owner', () => {
  let broker: TestBroker;
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
    camp = await makeConference(running);
  });
  afterAll(() => running.stop());

  const markAhead = (source: string, id: string, type: string, sequence: number) =>
    running.database.query('INSERT INTO subjects_ahead (source, subject, type, sequence) VALUES ($1, $2, $3, $4)', [
      source,
      id,
      type,
      sequence,
    ]);
  const deliverFrom = (service: string, type: string, id: string, sequence: number, data: object) =>
    deliver(broker, running.database, { ...messageOf(type, id, sequence, data), source: `/${service}` });
  const event = (status = 'published') => ({
    ...{ id: camp.id, slug: 'camp', title: 'Camp', status, ownerId: camp.owner },
    ...{ startsAt: hour(0), endsAt: hour(96), timezone: 'Europe/Berlin', cfp: null },
  });

  test('no write to an event is accepted until its owner says something newer, and all can be read', async () => {
    const [room, session] = [await camp.room(), await camp.session('confirmed')];
    const { body: slot } = expectStatus(await camp.book(session, room, 9, 10), 201);
    await markAhead('event-service', camp.id, 'event.updated.v1', 7);
    const { team, id: eventId } = camp;
    const refused = [
      await team('post', '/rooms', { eventId, name: 'More' }),
      await team('patch', `/rooms/${room}`, { name: 'Other' }),
      await team('post', '/tracks', { eventId, name: 'More', color: '#aa3355' }),
      await team('post', '/sessions', { eventId, title: 'More' }),
      await team('patch', `/sessions/${session}`, { title: 'Other' }),
      await team('post', `/sessions/${session}/cancel`),
      await team('patch', `/slots/${slot.id}`, { startsAt: hour(11), endsAt: hour(12) }),
      await team('delete', `/slots/${slot.id}`),
      await team('post', '/schedule-versions', { eventId, name: 'First' }),
    ];
    for (const reply of refused) expectStatus(reply, 503, 'out-of-step');
    expectStatus(await team('get', `/sessions/${session}`), 200);
    await deliverFrom('event-service', 'event.updated.v1', camp.id, 6, event());
    expectStatus(await team('patch', `/rooms/${room}`, { name: 'Other' }), 503, 'out-of-step');
    await deliverFrom('event-service', 'event.updated.v1', camp.id, 8, event());
    expectStatus(await team('patch', `/rooms/${room}`, { name: 'Other' }), 200);
  });

  test('what is deleted here stays refused until it is deleted by its owner too', async () => {
    const speaker = await makeSpeaker(running);
    const propose = () => camp.team('post', '/sessions', { eventId: camp.id, title: 'A talk', speakerIds: [speaker] });
    await markAhead('speaker-service', speaker, 'speaker.deleted.v1', 3);
    const data = { id: speaker, userId: null, createdBy: randomUUID() };
    await deliverFrom('speaker-service', 'speaker.updated.v1', speaker, 4, data);
    expectStatus(await propose(), 503, 'out-of-step');
    await deliverFrom('speaker-service', 'speaker.deleted.v1', speaker, 5, { id: speaker });
    expectStatus(await propose(), 400);
  });

  const restate = async (request: object) => {
    const id = randomUUID();
    const type = 'session-service.restatement-requested.v1';
    await deliver(
      broker,
      running.database,
      messageOf(type, id, 1, { eventId: null, deleteUnknown: false, ...request }),
    );
  };
  const said = (id: string) =>
    running.database.query<{ type: string; sequence: number; payload: object }>(
      'SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY sequence',
      [id],
    );

  test('a session is said again above the version that others know, once', async () => {
    const id = await camp.session('draft');
    const request = { noun: 'session', id, type: 'session.updated.v1', sequence: 9 };
    await restate(request);
    await restate(request);
    expect((await said(id)).map(({ type, sequence }) => [type, sequence])).toEqual([
      ['session.created.v1', 1],
      ['session.updated.v1', 10],
    ]);
    expect((await camp.team('get', `/sessions/${id}`)).body.version).toBe(10);
    expect(
      await running.database.query(`SELECT FROM audit WHERE action = 'session.restated' AND subject = $1`, [id]),
    ).toHaveLength(1);
  });

  test('a session that was deleted is deleted again, but for one that takes place', async () => {
    const [draft, scheduled] = [await camp.session('draft'), await camp.session('confirmed')];
    expectStatus(await camp.book(scheduled, await camp.room(), 20, 21), 201);
    for (const id of [draft, scheduled])
      await restate({ noun: 'session', id, type: 'session.deleted.v1', sequence: 9 });
    expect((await said(draft)).at(-1)).toMatchObject({ type: 'session.deleted.v1', sequence: 10 });
    expectStatus(await camp.team('get', `/sessions/${draft}`), 404);
    expect((await said(scheduled)).at(-1)?.type).not.toBe('session.deleted.v1');
    expectStatus(await camp.team('get', `/sessions/${scheduled}`), 200);
  });

  test('a session that is not known is deleted elsewhere only where that is asked for', async () => {
    const id = newId();
    const request = { noun: 'session', id, type: 'session.created.v1', sequence: 3, eventId: camp.id };
    await restate(request);
    expect(await said(id)).toEqual([]);
    await restate({ ...request, deleteUnknown: true });
    expect(await said(id)).toEqual([{ type: 'session.deleted.v1', sequence: 4, payload: { id, eventId: camp.id } }]);
  });

  test('in place of a released version that was lost, what is released now is said', async () => {
    const other = await makeConference(running);
    const session = await other.session('confirmed');
    expectStatus(await other.book(session, await other.room(), 9, 10), 201);
    expectStatus(await other.team('post', '/schedule-versions', { eventId: other.id, name: 'First' }), 201);
    const lost = newId();
    const request = { noun: 'schedule', id: lost, type: 'schedule.released.v1', sequence: 1 };
    await restate({ ...request, eventId: other.id });
    const rows = await eventually(async () => {
      const found = await said(lost);
      return found.length > 0 ? found : undefined;
    });
    expect(rows).toMatchObject([
      { sequence: 2, payload: { eventId: other.id, name: 'First', sessions: [{ id: session }] } },
    ]);
  });
});
