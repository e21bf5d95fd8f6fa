import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus, nextQuery } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type App, startSpeakerService } from './support/start';

describe('search', () => {
  let running: App;
  const creator = randomUUID();
  const ids: Record<string, string> = {};
  const people = [
    { name: 'José Ångström', topics: ['Physics'], languages: ['es', 'sv'] },
    { name: 'Marie Curie', tagline: 'Radium', topics: ['Physics', 'Chemistry'], languages: ['fr', 'pl'] },
    { name: 'Lise Meitner', bio: 'Worked on nuclear fission, like Marie Curie before.', languages: ['de'] },
    { name: 'Emmy Noether', company: 'Universität Göttingen', topics: ['Algebra'], languages: ['de'] },
    { name: 'Hedy Lamarr', location: 'Wien', jobTitle: 'Inventor', languages: ['de-AT'] },
  ];
  beforeAll(async () => {
    running = await startSpeakerService();
    for (const person of people) {
      ids[person.name] = (await running.as(creator)('post', '/speakers', person)).body.id;
    }
  });
  afterAll(() => running.stop());

  const names = async (query: string, api = running.as()) => {
    const reply = await api('get', `/speakers?${query}`);
    expectStatus(reply, 200);
    return reply.body.data.map(speaker => speaker.name);
  };

  test('without a filter all are listed in the order of their creation', async () => {
    expect(await names('')).toEqual(people.map(person => person.name));
  });

  test('words are found without regard to accents and case', async () => {
    expect(await names('q=jose')).toEqual(['José Ångström']);
    expect(await names('q=ANGSTROM')).toEqual(['José Ångström']);
    expect(await names(`q=${encodeURIComponent('göttingen')}`)).toEqual(['Emmy Noether']);
    expect(await names('q=gottingen')).toEqual(['Emmy Noether']);
  });

  test('in every script, also by how a word begins, and by any part of a name without blanks', async () => {
    const make = async (name: string) => (await running.as(creator)('post', '/speakers', { name })).body.id;
    const made = [await make('Фёдор Достоевский'), await make('村上春樹')];
    expect(await names(`q=${encodeURIComponent('федор ДОСТО')}`)).toEqual(['Фёдор Достоевский']);
    expect(await names(`q=${encodeURIComponent('春樹')}`)).toEqual(['村上春樹']);
    expect(await names('q=gött')).toEqual(['Emmy Noether']);
    for (const id of made) await running.as(creator)('delete', `/speakers/${id}`);
  });

  test('a match in the name comes before one in the biography', async () => {
    expect(await names('q=curie')).toEqual(['Marie Curie', 'Lise Meitner']);
  });

  test('all words must match, quotes hold words together, a minus excludes', async () => {
    expect(await names('q=marie+radium')).toEqual(['Marie Curie']);
    expect(await names('q=%22nuclear+fission%22')).toEqual(['Lise Meitner']);
    expect(await names('q=curie+-radium')).toEqual(['Lise Meitner']);
    expect(await names(`q=${encodeURIComponent("'; DROP TABLE speakers; --")}`)).toEqual([]);
  });

  test('topic, language and ids narrow it down, together', async () => {
    expect(await names('topic=Physics')).toEqual(['José Ångström', 'Marie Curie']);
    expect(await names('topic=PHÝSICS&language=fr&language=sv')).toEqual(['José Ångström', 'Marie Curie']);
    expect(await names('topic=chemistry&topic=algebra')).toEqual(['Marie Curie', 'Emmy Noether']);
    expect(await names('language=DE')).toEqual(['Lise Meitner', 'Emmy Noether']);
    expect(await names('topic=Physics&language=fr')).toEqual(['Marie Curie']);
    const some = `${ids['Emmy Noether']},${randomUUID()},${ids['Marie Curie']}`;
    expect(await names(`ids=${some}`)).toEqual(['Marie Curie', 'Emmy Noether']);
    expect(await names(`ids=${some}&q=radium`)).toEqual(['Marie Curie']);
  });

  test('mine are those that I created', async () => {
    const me = randomUUID();
    const { body } = await running.as(me)('post', '/speakers', { name: 'Rosalind Franklin' });
    expect(await names('mine=true', running.as(me))).toEqual(['Rosalind Franklin']);
    expectStatus(await running.as()('get', '/speakers?mine=true'), 401);
    await running.as(me)('delete', `/speakers/${body.id}`);
  });

  test.each(['', 'q=curie+or+meitner+or+wien&'])('pages hold every one once, in order (%s)', async filter => {
    const whole = await names(`${filter}limit=100`);
    const seen: string[] = [];
    let query: string | undefined = `${filter}limit=2`;
    while (query) {
      const reply = await running.as()('get', `/speakers?${query}`);
      seen.push(...reply.body.data.map(speaker => speaker.name));
      expect(reply.body.data.length).toBeLessThanOrEqual(2);
      query = nextQuery(reply);
    }
    expect(seen).toEqual(whole);
  });

  test('who comes in between, or is no longer found, changes nothing on the pages that follow', async () => {
    const make = async (tagline: string) =>
      (await running.as(creator)('post', '/speakers', { name: 'Ida', tagline })).body.id;
    const made = [await make('geology'), await make('geology'), await make('geology')];
    const first = await running.as()('get', '/speakers?q=geology&limit=1');
    const better = (await running.as(creator)('post', '/speakers', { name: 'Geology' })).body.id;
    await running.as(creator)('patch', `/speakers/${made[1]}`, { tagline: 'retired' });
    const rest = await running.as()('get', `/speakers?q=geology&cursor=${first.body.page.nextCursor}`);
    const seen = [...first.body.data, ...rest.body.data].map(({ id }) => id);
    expect(seen).toEqual([made[0], made[2]]);
    const anew = await running.as()('get', '/speakers?q=geology');
    expect(anew.body.data.map(({ id }) => id)).toEqual([better, made[0], made[2]]);
    for (const id of [...made, better]) await running.as(creator)('delete', `/speakers/${id}`);
  });

  test('each caller sees in the list what they see at the address', async () => {
    const list = await running.as(creator)('get', '/speakers?q=lamarr');
    const one = await running.as(creator)('get', `/speakers/${ids['Hedy Lamarr']}`);
    expect(list.body.data).toEqual([one.body]);
    expect((await running.as()('get', '/speakers?q=lamarr')).body.data[0]).not.toHaveProperty('email');
  });

  test.each([
    ['an unknown filter', 'company=x', '#/query/company'],
    ['an id that is none', 'ids=ada', '#/query/ids/0'],
    ['101 ids', `ids=${Array.from({ length: 101 }, () => randomUUID()).join(',')}`, '#/query/ids'],
    ['a language that is none', 'language=klingon+language', '#/query/language'],
    ['a limit of 101', 'limit=101', '#/query/limit'],
    ['a cursor of somewhere else', 'cursor=WzFd', '#/query/cursor'],
    ['an empty search', 'q=+', '#/query/q'],
  ])('%s is refused', async (_, query, pointer) => {
    const reply = await running.as()('get', `/speakers?${query}`);
    expectProblem(reply, 400, { pointer });
  });
});
