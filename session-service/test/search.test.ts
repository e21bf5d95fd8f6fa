import { randomUUID } from 'node:crypto';
import { withClient } from '@ems/chassis/database';
import { foldText } from '@ems/chassis/http';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { acceptOffers, type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { type App, startSessionService } from './support/start';

describe('finding sessions', () => {
  let running: App;
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
    await acceptOffers(running, claimedBy);
    await camp.session('draft', { title: 'Later' });
  });
  afterAll(() => running.stop());

  const titles = async (query: string, userId?: string, role?: 'member' | 'admin') => {
    const { body } = await running.as(userId, role)('get', `/sessions?eventId=${camp.id}${query}`);
    return body.data.map(session => session.title);
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
    ['status=accepted', []],
    [`from=${hour(9.5)}`, ['Crème brûlée']],
    [`from=${hour(10)}`, []],
    [`to=${hour(9)}`, []],
  ])('by %s', async (query, expected) => expect(await titles(`&${query}`)).toEqual(expected));

  test('by any of the values of a filter that is repeated, tags whatever their case and accents', async () => {
    const fair = await makeConference(running);
    const tagged = [['Web', 'web', 'WEB ', 'Café'], ['Security'], ['cooking']];
    const made = await Promise.all(tagged.map(tags => fair.session('confirmed', { tags, type: 'panel' })));
    const found = async (query: string) =>
      (await running.as()('get', `/sessions?eventId=${fair.id}&${query}`)).body.data.map(({ id }) => id);
    expect(await found('tag=wEB')).toEqual([made[0]]);
    expect(await found('tag=CAFE')).toEqual([made[0]]);
    expect((await found('tag=web&tag=security')).toSorted()).toEqual([made[0], made[1]].toSorted());
    expect(await found('type=panel&type=talk&tag=cooking&status=confirmed&status=accepted')).toEqual([made[2]]);
    expect((await fair.team('get', `/sessions/${made[0]}`)).body.tags).toEqual(['Web', 'Café']);
    const many = Array.from({ length: 21 }, (_, n) => `tag=${n}`).join('&');
    expectStatus(await running.as()('get', `/sessions?${many}`), 400);
    const twice = running.database.query("UPDATE sessions SET tags = '{Web,wéb}' WHERE id = $1", [made[1]]);
    await expect(twice).rejects.toThrow('sessions_tags_are_distinct');
  });

  test('by room, speaker and status', async () => {
    expect(await titles(`&roomId=${room}`)).toEqual(['Crème brûlée']);
    expect(await titles(`&speakerId=${speaker}`, camp.owner)).toEqual(['Soon']);
    expect(await titles('&status=draft', camp.owner)).toEqual(['Later']);
  });

  test('in pages that stay right when something is added', async () => {
    const first = await camp.team('get', `/sessions?eventId=${camp.id}&limit=3`);
    expect(first.body.data).toHaveLength(3);
    expect(first.headers.link).toContain('rel="next"');
    await camp.session('draft', { title: 'Added' });
    const second = await camp.team('get', `/sessions?eventId=${camp.id}&limit=3&cursor=${first.body.page.nextCursor}`);
    expect(second.body.data.map(session => session.title)).toEqual(['Later', 'Added']);
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
    const ranked = all.map(session => session.title);
    expect([ranked.slice(0, 2).toSorted(), ...ranked.slice(2)]).toEqual([
      ['Also Rust', 'First of Rust'],
      'Second',
      'Third',
    ]);
    const paged = [];
    for (let cursor = ''; ; ) {
      const { body } = await running.as()('get', `/sessions?eventId=${fair.id}&q=rust&limit=1${cursor}`);
      paged.push(...body.data.map(session => session.title));
      if (body.page.nextCursor === null) break;
      cursor = `&cursor=${body.page.nextCursor}`;
    }
    expect(paged).toEqual(ranked);
  });

  test.each([
    ['Привет, мир', ['привет', 'ПРИВ', '"привет мир"', 'мир -прощай'], ['вет', '-привет']],
    ['Διεθνές Συνέδριο', ['διεθνές', 'ΔΙΕΘΝΕΣ', 'συνεδ'], ['θνές']],
    ['大阪発東京オリンピック計画', ['東京', '京オリ', '画', '"東京オリ"', '大阪 計画', 'ｵﾘﾝﾋﾟｯｸ'], ['東大', '-東京']],
    ['서울대학교에서', ['대학', '서울'], ['교대']],
    ['Nach Köln-Deutz', ['köl', 'KOLN', 'deutz', 'köln-deutz'], ['öln', 'k', '-köln']],
    ['Straße mit node.js', ['STRASSE', 'straße', 'js', 'node.js'], ['trasse', 'n']],
  ])(
    '%s is found by its words in any case, their beginnings, and any part where there are no blanks',
    async (title, finds, misses) => {
      const fair = await makeConference(running);
      await fair.session('confirmed', { title, abstract: 'Of this and that' });
      const found = async (q: string) =>
        (await running.as()('get', `/sessions?eventId=${fair.id}&q=${encodeURIComponent(q)}`)).body.data.length;
      for (const q of finds) expect({ q, found: await found(q) }).toEqual({ q, found: 1 });
      for (const q of misses) expect({ q, found: await found(q) }).toEqual({ q, found: 0 });
    },
  );

  test('the database folds text as the service does', async () => {
    const texts = [
      '  Große   Halle ',
      'Διεθνές',
      'Ёжик',
      'ﾄｳｷｮｳ がぎ',
      'Łódź Ørsted Ærø',
      'हिन्दी',
      'İstanbul ıt',
      'هَذَا',
      'a\u00a0b',
    ];
    const rows = await running.database.query<{ folded: string }>(
      'SELECT fold_text(text) AS folded FROM unnest($1::text[]) text',
      [texts],
    );
    expect(rows.map(row => row.folded)).toEqual(texts.map(foldText));
  });

  test('text of ASCII alone, which takes a shorter way, is folded and split as beside a letter with an accent', async () => {
    const ascii = fc.string({ unit: fc.integer({ min: 1, max: 127 }).map(code => String.fromCharCode(code)) });
    const all = Array.from({ length: 127 }, (_, index) => `a${String.fromCharCode(index + 1)}b`);
    const rows = await running.database.query<
      Record<'text' | 'folded' | 'words' | 'foldedBeside' | 'wordsBeside', string>
    >(
      `SELECT text, fold_text(text || 'e') AS folded, fold_text(text || 'é') AS "foldedBeside",
         to_search_vector(text)::text AS words, ts_delete(to_search_vector(text || ' ξ'), 'ξ')::text AS "wordsBeside"
       FROM unnest($1::text[]) text`,
      [[...all, ...fc.sample(ascii, 500)]],
    );
    for (const { text, folded, words, foldedBeside, wordsBeside } of rows)
      expect({ text, folded, words }).toEqual({ text, folded: foldedBeside, words: wordsBeside });
  });

  test('by its index', async () => {
    const plan = await withClient(running.database.url, async client => {
      await client.query('SET enable_seqscan = off');
      return client.query("EXPLAIN SELECT id FROM sessions WHERE search_vector @@ to_search_query('прив')");
    });
    expect(JSON.stringify(plan.rows)).toContain('sessions_search_vector_idx');
  });

  test.each(['color=red', 'limit=0', 'limit=101', 'cursor=x', 'status=gone', 'eventId=no', 'from=today'])(
    '%s is refused',
    async query => expectStatus(await running.as()('get', `/sessions?${query}`), 400),
  );

  test.each([
    ['sessions', [2 ** 31, randomUUID()]],
    ['sessions', [-(2 ** 31), randomUUID()]],
    ['rooms', [2 ** 31, randomUUID()]],
    ['tracks', [-(2 ** 31) - 1, randomUUID()]],
    ['slots', [hour(9), 2 ** 31]],
    ['slots', ['0000-01-01T00:00:00Z', 1]],
  ])('a cursor of %s beyond what the database can hold is refused: %j', async (list, key) => {
    const cursor = Buffer.from(JSON.stringify(key)).toString('base64url');
    const reply = await running.as()('get', `/${list}?eventId=${camp.id}&cursor=${cursor}`);
    expectProblem(reply, 400, { pointer: '#/query/cursor' });
  });
});
