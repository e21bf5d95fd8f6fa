import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Conference, makeConference } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

const sorts = ['title', 'startsAt', '-startsAt', 'createdAt', '-createdAt', '-updatedAt'] as const;

describe('a list of sessions', () => {
  let running: App;
  let camp: Conference;
  let released: Conference;
  beforeAll(async () => {
    running = await startSessionService();
    [camp, released] = [await makeConference(running), await makeConference(running)];
    for (const conference of [camp, released]) await fill(conference);
    expectStatus(await released.team('post', '/schedule-versions', { eventId: released.id, name: '1' }), 201);
    await released.session('confirmed', { title: 'After the release' });
  });
  afterAll(() => running.stop());

  async function fill(conference: Conference): Promise<void> {
    const room = await conference.room({ parallel: true });
    const same = 'x'.repeat(60);
    const fields = [
      { title: 'Zebra', languages: ['de-AT'] },
      { title: 'ärger', languages: ['de'] },
      { title: 'Apple', languages: ['en'] },
      { title: 'apple', languages: ['den'] },
      { title: `${same} two`, languages: ['fr'] },
      { title: `${same} one`, languages: ['fr-CA'] },
      { title: '😀 smile', languages: ['en-GB'] },
    ];
    const ids: string[] = [];
    for (const more of fields) ids.push(await conference.session('confirmed', more));
    for (const [index, hour] of [9, 14, 9, 7].entries())
      expectStatus(await conference.book(ids[index] ?? '', room, hour, hour + 0.5), 201);
    await conference.session('draft', { title: 'Not for all' });
    await conference.team('patch', `/sessions/${ids[2]}`, { abstract: 'Changed' });
  }

  const list = async (api: Api, event: Conference, query: string) =>
    expectStatus(await api('get', `/sessions?eventId=${event.id}&${query}`), 200).body;
  const titles = async (query: string, api: Api = running.as(), event = camp) =>
    (await list(api, event, query)).data.map(({ title }) => title.replace(/x{60}/, 'x'));

  test('is in the order that is asked for; what has no slot is last by start', async () => {
    expect(await titles('sort=title')).toEqual(['Apple', 'apple', 'ärger', 'x two', 'x one', 'Zebra', '😀 smile']);
    expect((await titles('sort=startsAt')).slice(0, 4)).toEqual(['apple', 'Zebra', 'Apple', 'ärger']);
    expect((await titles('sort=-startsAt')).slice(0, 4)).toEqual(['ärger', 'Zebra', 'Apple', 'apple']);
    expect((await titles('sort=createdAt')).slice(0, 2)).toEqual(['Zebra', 'ärger']);
    expect((await titles('sort=-createdAt'))[0]).toBe('😀 smile');
    expect((await titles('sort=-updatedAt'))[0]).toBe('Apple');
    expect(await titles('sort=title&q=ap')).toEqual(['Apple', 'apple']);
    expect((await titles('sort=title', running.as(), released))[0]).toBe('Apple');
  });

  test('of a language has that of all its countries, and none that only begins like it', async () => {
    expect(await titles('language=de&sort=title')).toEqual(['ärger', 'Zebra']);
    expect(await titles('language=DE-at')).toEqual(['Zebra']);
    expect(await titles('language=fr&language=en&sort=title')).toEqual(['Apple', 'x two', 'x one', '😀 smile']);
    expect(await titles('language=de', running.as(), released)).toEqual(['Zebra', 'ärger']);
    expectProblem(await running.as()('get', '/sessions?language=d_e'), 400, { pointer: '#/query/language' });
  });

  test('in pages of any size, by any order, holds every one once, as many as it counts', async () => {
    const whole = fc.record({
      sort: fc.constantFrom(undefined, ...sorts),
      filter: fc.constantFrom('', 'q=a', 'language=de', 'type=talk', 'status=confirmed', 'q=nothing'),
      limit: fc.integer({ min: 1, max: 5 }),
      who: fc.constantFrom('nobody', 'team', 'admin'),
      isReleased: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(whole, async ({ sort, filter, limit, who, isReleased }) => {
        const event = isReleased ? released : camp;
        const api = { nobody: running.as(), team: event.team, admin: running.as(randomUUID(), 'admin') }[who];
        const query = `${filter}${sort ? `&sort=${sort}` : ''}`;
        const all = await list(api, event, `${query}&limit=100&count=true`);
        const paged: string[] = [];
        for (let cursor: string | null = ''; cursor !== null; ) {
          const { data, page } = await list(api, event, `${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`);
          expect(page).not.toHaveProperty('total');
          paged.push(...data.map(({ id }) => id));
          cursor = page.nextCursor;
        }
        expect(paged).toEqual(all.data.map(({ id }) => id));
        expect(all.page.total).toBe(all.data.length);
      }),
      { numRuns: 25 },
    );
  });

  test('refuses the cursor of another order, and an order that it does not have', async () => {
    const { page } = await list(running.as(), camp, 'sort=startsAt&limit=1');
    const other = await running.as()('get', `/sessions?eventId=${camp.id}&sort=-startsAt&cursor=${page.nextCursor}`);
    expectProblem(other, 400, { pointer: '#/query/cursor' });
    expectProblem(await running.as()('get', '/sessions?sort=status'), 400, { pointer: '#/query/sort' });
  });

  test('counts what the caller may see, and no other', async () => {
    const total = async (api: Api, event: Conference) => (await list(api, event, 'count=true&limit=1')).page.total;
    expect([await total(running.as(), camp), await total(camp.team, camp)]).toEqual([7, 8]);
    // The public sees the four of the release.
    expect([await total(running.as(), released), await total(released.team, released)]).toEqual([4, 9]);
    expect(
      (await running.as()('get', `/sessions?eventId=unknown-${camp.id.slice(-8)}&count=true`)).body.page.total,
    ).toBe(0);
  });

  test('of whatever else session-service lists, the total is how many there are', async () => {
    const admin = running.as(randomUUID(), 'admin');
    const [session] = (await list(admin, camp, 'limit=1')).data;
    for (const path of [
      `/slots?eventId=${camp.id}`,
      `/rooms?eventId=${camp.id}`,
      `/tracks?eventId=${camp.id}`,
      `/schedule-versions?eventId=${released.id}`,
      `/conflicts?eventId=${camp.id}`,
      `/sessions/${session?.id}/history?`,
      `/sessions/${session?.id}/reviews?`,
      '/sessions/offers?',
    ] as const) {
      const { data } = expectStatus(await admin('get', `${path}&limit=100`), 200).body;
      const { page } = expectStatus(await admin('get', `${path}&limit=1&count=true`), 200).body;
      expect([path, page]).toEqual([path, expect.objectContaining({ total: data.length })]);
    }
    expect((await running.as()('get', `/slots?eventId=${released.id}&count=true`)).body.page.total).toBe(4);
    expect((await running.as()('get', `/rooms?eventId=${released.id}&count=true`)).body.page.total).toBe(1);
  });
});
