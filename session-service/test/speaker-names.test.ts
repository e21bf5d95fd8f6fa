import { newId } from '@ems/chassis/database';
import { deliver, eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, makeConference } from './support/conference';
import { type App, startSessionService } from './support/start';

describe('a session says who gives it, where and in which track', () => {
  let broker: TestBroker;
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
    camp = await makeConference(running);
  });
  afterAll(() => running.stop());

  const publish = (fact: string, id: string, sequence: number, data: object) =>
    deliver(broker, running.database, messageOf(`speaker.${fact}.v1`, id, sequence, { id, ...data }));
  const profile = (name?: string) => ({ userId: null, createdBy: camp.owner, ...(name && { name }) });
  const makeNamed = async (name: string) => {
    const id = newId();
    await publish('created', id, 1, profile(name));
    return id;
  };
  const list = async (query: string, api = running.as()) => expectStatus(await api('get', `/sessions?${query}`), 200);
  const namesIn = async (session: string, api = running.as()) => {
    const one = expectStatus(await api('get', `/sessions/${session}`), 200).body;
    const { data } = expectStatus(await api('get', `/sessions?eventId=${one.eventId}&limit=100`), 200).body;
    expect(data.find(({ id }) => id === session)).toEqual(one);
    return one.speakers.map(({ name }) => name);
  };

  test('by name, as it is now, also where the session is shown as it was released', async () => {
    const fair = await makeConference(running);
    const ada = await makeNamed('Ada Byron');
    const session = await fair.session('confirmed', { speakerIds: [ada] });
    expect(await namesIn(session)).toEqual(['Ada Byron']);
    await fair.book(session, await fair.room(), 9, 10);
    await fair.team('post', '/schedule-versions', { eventId: fair.id, name: '1' });
    await publish('updated', ada, 3, profile('Ada Lovelace'));
    await publish('updated', ada, 2, profile('Ada King'));
    expect([await namesIn(session), await namesIn(session, fair.team)]).toEqual([['Ada Lovelace'], ['Ada Lovelace']]);
    // As a message of before names were sent.
    await publish('updated', ada, 4, profile());
    expect(await namesIn(session)).toEqual(['Ada Lovelace']);
    const [grace, final] = [await makeNamed('Grace Hopper'), await makeNamed('Grace B. Hopper')];
    await publish('merged', ada, 5, { into: grace });
    await publish('merged', grace, 2, { into: final });
    expect([await namesIn(session), await namesIn(session, fair.team)]).toEqual([
      ['Grace B. Hopper'],
      ['Grace B. Hopper'],
    ]);
  });

  test('without the name of who is deleted, and of nobody is it kept', async () => {
    const [word, fair] = ['Forgotten Person', await makeConference(running)];
    const speaker = await makeNamed(word);
    const session = await fair.session('confirmed', { speakerIds: [speaker] });
    await fair.book(session, await fair.room(), 9, 10);
    await fair.team('post', '/schedule-versions', { eventId: fair.id, name: '1' });
    await fair.team('delete', `/sessions/${session}/speakers/${speaker}`);
    expect(await namesIn(session)).toEqual([word]);
    await publish('deleted', speaker, 2, {});
    await publish('updated', speaker, 1, profile(word));
    expect(await namesIn(session)).toEqual([null]);
    const tables = await running.database.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    for (const { name } of tables)
      expect([
        name,
        await running.database.query(`SELECT FROM "${name}" t WHERE t::text LIKE $1`, [`%${word}%`]),
      ]).toEqual([name, []]);
  });

  test('whose name was never told is asked for, until speaker-service has told it', async () => {
    const [unnamed, gone] = [newId(), newId()];
    await publish('created', unnamed, 1, profile());
    await publish('created', gone, 1, profile());
    await publish('deleted', gone, 2, {});
    const session = await camp.session('confirmed', { speakerIds: [unnamed] });
    expect(await namesIn(session)).toEqual([null]);
    const started = await running.second({ AMQP_URL: broker.amqpUrl('session-service') });
    const asked = await eventually(async () => {
      const taken = await broker.take('speaker-service');
      const message = taken && JSON.parse(taken.content.toString());
      return message?.type === 'session-service.speakers-missed.v1' ? message : undefined;
    });
    expect(asked.data).toEqual({ ids: [unnamed] });
    await started.stop();
    await publish('updated', unnamed, 2, profile('Told at last'));
    expect(await namesIn(session)).toEqual(['Told at last']);
  });

  test('with `include`, by room and track: as they are released, and as they are', async () => {
    const fair = await makeConference(running);
    const room = await fair.room({ name: 'Hall', capacity: 80 });
    const track = (await fair.team('post', '/tracks', { eventId: fair.id, name: 'Science', color: '#112233' })).body.id;
    const session = await fair.session('confirmed', { trackId: track });
    await fair.book(session, room, 9, 10);
    const free = await fair.session('confirmed', { title: 'Nowhere' });
    const read = async (query: string, api = running.as()) => {
      const { body } = expectStatus(await api('get', `/sessions/${session}${query}`), 200);
      const { data } = (await list(`eventId=${fair.id}${query.replace('?', '&')}`, api)).body;
      expect(data.find(({ id }) => id === session)).toEqual(body);
      return { track: body.track, room: body.slots[0]?.room };
    };
    const [science, hall] = [
      { id: track, name: 'Science', color: '#112233' },
      { id: room, name: 'Hall', capacity: 80 },
    ];
    expect(await read('?include=track,room')).toEqual({ track: science, room: hall });
    expect(await read('?include=room')).toEqual({ track: undefined, room: hall });
    expect(await read('')).toEqual({ track: undefined, room: undefined });
    expect((await running.as()('get', `/sessions/${free}?include=track`)).body.track).toBeNull();
    await fair.team('post', '/schedule-versions', { eventId: fair.id, name: '1' });
    await fair.team('patch', `/rooms/${room}`, { name: 'Big hall' });
    await fair.team('patch', `/tracks/${track}`, { name: 'Arts' });
    expect(await read('?include=track,room')).toEqual({ track: science, room: hall });
    expect(await read('?include=track,room', fair.team)).toEqual({
      track: { ...science, name: 'Arts' },
      room: { ...hall, name: 'Big hall' },
    });
    expectStatus(await running.as()('get', `/sessions/${session}?include=reviews`), 400);
  });
});
