import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { type Running, startSessionService } from './support/start';

describe('finding sessions', () => {
  let running: Running;
  let camp: Conference;
  let room: string;
  let speaker: string;
  const claimedBy = randomUUID();
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running, { cfpOpen: true });
    room = await camp.room();
    speaker = await makeSpeaker(running, claimedBy);
    const talk = await camp.session('confirmed', { title: 'Crème brûlée', level: 'beginner', tags: ['food'] });
    await camp.book(talk, room, 9, 10);
    await camp.session('confirmed', { title: 'Wiring', type: 'workshop', abstract: 'Copper, mostly' });
    await camp.session('accepted', { title: 'Soon', speakerIds: [speaker] });
    await camp.session('draft', { title: 'Later' });
  });
  afterAll(() => running.stop());

  const titles = async (query: string, userId?: string, role?: 'member' | 'admin') => {
    const { body } = await running.as(userId, role)('get', `/sessions?eventId=${camp.id}${query}`);
    return body.data.map((session: { title: string }) => session.title);
  };

  test('everyone finds what is confirmed, the team all, a speaker their own too', async () => {
    expect(await titles('')).toEqual(['Crème brûlée', 'Wiring']);
    expect(await titles('', randomUUID())).toEqual(['Crème brûlée', 'Wiring']);
    expect(await titles('', camp.owner)).toEqual(['Crème brûlée', 'Wiring', 'Soon', 'Later']);
    expect(await titles('', randomUUID(), 'admin')).toHaveLength(4);
    expect(await titles('', claimedBy)).toEqual(['Crème brûlée', 'Wiring', 'Soon']);
    expect(await titles('&mine=true', claimedBy)).toEqual(['Soon']);
  });

  test.each([
    ['q=creme', ['Crème brûlée']],
    ['q=CRÈME+-wiring', ['Crème brûlée']],
    ['q=copper', ['Wiring']],
    ['q=nothing', []],
    ['type=workshop', ['Wiring']],
    ['level=beginner', ['Crème brûlée']],
    ['tag=food', ['Crème brûlée']],
    ['state=accepted', []],
    [`from=${hour(9.5)}`, ['Crème brûlée']],
    [`from=${hour(10)}`, []],
    [`to=${hour(9)}`, []],
  ])('by %s', async (query, expected) => expect(await titles(`&${query}`)).toEqual(expected));

  test('by room, speaker and state', async () => {
    expect(await titles(`&roomId=${room}`)).toEqual(['Crème brûlée']);
    expect(await titles(`&speakerId=${speaker}`, camp.owner)).toEqual(['Soon']);
    expect(await titles('&state=draft', camp.owner)).toEqual(['Later']);
  });

  test('in pages that stay right when something is added', async () => {
    const first = await camp.team('get', `/sessions?eventId=${camp.id}&limit=3`);
    expect(first.body.data).toHaveLength(3);
    expect(first.headers.link).toContain('rel="next"');
    await camp.session('draft', { title: 'Added' });
    const second = await camp.team('get', `/sessions?eventId=${camp.id}&limit=3&cursor=${first.body.page.nextCursor}`);
    expect(second.body.data.map((session: { title: string }) => session.title)).toEqual(['Later', 'Added']);
    expect(second.body.page.nextCursor).toBeNull();
  });

  test('what fits the words best comes first, in pages too', async () => {
    const fair = await makeConference(running);
    const make = (fields: object) => fair.session('confirmed', { title: 'Other', ...fields });
    await make({ title: 'Third', description: 'Of rust' });
    await make({ title: 'Second', abstract: 'Of rust' });
    await make({ title: 'First of Rust', abstract: 'Rust' });
    await make({ title: 'Also Rust', abstract: 'rust' });
    await make({});
    const all = (await running.as()('get', `/sessions?eventId=${fair.id}&q=r%C3%BCst`)).body.data;
    const ranked = all.map((session: { title: string }) => session.title);
    expect([ranked.slice(0, 2).toSorted(), ...ranked.slice(2)]).toEqual([
      ['Also Rust', 'First of Rust'],
      'Second',
      'Third',
    ]);
    const paged = [];
    for (let cursor = ''; ; ) {
      const { body } = await running.as()('get', `/sessions?eventId=${fair.id}&q=rust&limit=1${cursor}`);
      paged.push(...body.data.map((session: { title: string }) => session.title));
      if (body.page.nextCursor === null) break;
      cursor = `&cursor=${body.page.nextCursor}`;
    }
    expect(paged).toEqual(ranked);
  });

  test.each(['color=red', 'limit=0', 'limit=101', 'cursor=x', 'state=gone', 'eventId=camp', 'from=today'])(
    '%s is refused',
    async query => expect((await running.as()('get', `/sessions?${query}`)).status).toBe(400),
  );
});
