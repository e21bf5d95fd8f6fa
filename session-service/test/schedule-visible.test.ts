import { randomUUID } from 'node:crypto';
import { deliver, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptOffers, type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

describe('where a schedule is to be released first, nobody but the team knows when and where', () => {
  let broker: TestBroker;
  let running: App;
  let camp: Conference;
  let session: string;
  let slot: string;
  let room: string;
  const speaking = randomUUID();
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
    camp = await makeConference(running);
    const speaker = await makeSpeaker(running, speaking);
    room = await camp.room();
    session = await camp.session('confirmed', { title: 'Opening', speakerIds: [speaker] });
    await acceptOffers(running, speaking);
    const early = await camp.session('confirmed', { title: 'Before' });
    slot = (await camp.book(session, room, 9, 10)).body.id;
    await camp.book(early, room, 8, 9);
    await deliverUpdate(2, 'released');
  });
  afterAll(() => running.stop());

  const deliverUpdate = (sequence: number, scheduleVisible: 'always' | 'released') =>
    deliver(
      broker,
      running.database,
      messageOf('event.updated.v1', camp.id, sequence, {
        ...{ id: camp.id, slug: `conf-${camp.id}`, title: 'Camp', status: 'published', ownerId: camp.owner },
        ...{ startsAt: hour(0), endsAt: hour(96), timezone: 'Europe/Berlin', cfp: null, scheduleVisible },
      }),
    );
  const titles = async (api: Api, query: string) =>
    (await api('get', `/sessions?eventId=${camp.id}&${query}`)).body.data.map(({ title }) => title);
  /** What each door tells of the slot. */
  const seenBy = async (api: Api) => ({
    list: (await api('get', `/slots?eventId=${camp.id}&count=true`)).body.data.length,
    slot: (await api('get', `/slots/${slot}`)).status,
    session: (await api('get', `/sessions/${session}?include=room`)).body.slots.length,
    inLists: (await api('get', `/sessions?eventId=${camp.id}`)).body.data.flatMap(({ slots }) => slots).length,
    byRoom: (await titles(api, `roomId=${room}`)).length,
    byTime: (await titles(api, `from=${hour(8)}&to=${hour(10)}`)).length,
    byStart: await titles(api, 'sort=startsAt'),
  });
  const nothing = { list: 0, slot: 404, session: 0, inLists: 0, byRoom: 0, byTime: 0, byStart: ['Opening', 'Before'] };
  const all = { list: 2, slot: 200, session: 1, inLists: 2, byRoom: 2, byTime: 2, byStart: ['Before', 'Opening'] };

  test('through no door before the first release, and through all from then on', async () => {
    const [everybody, stranger] = [running.as(), running.as(randomUUID())];
    for (const api of [everybody, stranger]) expect(await seenBy(api)).toEqual(nothing);
    const own = await seenBy(running.as(speaking));
    expect(own).toMatchObject({ list: 0, slot: 404, session: 0, inLists: 0, byRoom: 0, byTime: 0 });
    for (const api of [camp.team, running.as(randomUUID(), 'admin')]) expect(await seenBy(api)).toEqual(all);
    for (const version of ['wip', 'latest'])
      expect((await stranger('get', `/schedule-versions/${version}?eventId=${camp.id}`)).status).toBeGreaterThan(400);

    await deliverUpdate(3, 'always');
    expect(await seenBy(everybody)).toEqual(all);
    await deliverUpdate(4, 'released');
    expect(await seenBy(everybody)).toEqual(nothing);
    expectStatus(await camp.team('post', '/schedule-versions', { eventId: camp.id, name: '1.0' }), 201);
    expect(await seenBy(everybody)).toEqual(all);
  });
});
