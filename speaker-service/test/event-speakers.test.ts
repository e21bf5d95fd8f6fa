import { randomUUID } from 'node:crypto';
import { expectStatus, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, makeConference } from './support/conference';
import { type Api, type App, startSpeakerService } from './support/start';

describe('who speaks at an event', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
  });
  afterAll(() => running.stop());

  const make = async (name: string, { self = false, ...fields }: { self?: boolean; [field: string]: unknown } = {}) => {
    const userId = randomUUID();
    const made = expectStatus(await running.as(userId)('post', '/speakers', { name, self, ...fields }), 201);
    return { id: made.body.id, userId };
  };
  const namesFor = async (api: Api, query: string) =>
    expectStatus(await api('get', `/speakers?${query}`), 200)
      .body.data.map(({ name }) => name)
      .toSorted();
  const lineup = async (conference: Conference) => {
    const [confirmed, proposed, drafted] = [
      await make('Confirmed'),
      await make('Proposed', { self: true }),
      await make('Drafted'),
    ];
    const session = await conference.add('confirmed', confirmed.id);
    await conference.add('submitted', proposed.id);
    await conference.add('draft', drafted.id);
    return { confirmed, proposed, session };
  };

  test('is what everybody may see of it, and for its team whoever is on what is no draft', async () => {
    const camp = await makeConference(running, broker);
    const { proposed } = await lineup(camp);
    const query = `eventId=${camp.id}`;
    for (const api of [running.as(), running.as(randomUUID()), running.as(camp.reviewer)])
      expect(await namesFor(api, query)).toEqual(['Confirmed']);
    for (const api of [running.as(camp.owner), running.as(camp.organizer), running.as(randomUUID(), 'admin')])
      expect(await namesFor(api, query)).toEqual(['Confirmed', 'Proposed']);
    expect(await namesFor(running.as(proposed.userId), query)).toEqual(['Confirmed', 'Proposed']);
    expect(await namesFor(running.as(camp.owner), `eventId=${camp.slug}&q=propo`)).toEqual(['Proposed']);
  });

  test('is nobody for the public as long as the event is a draft', async () => {
    const draft = await makeConference(running, broker, { status: 'draft' });
    await lineup(draft);
    expect(await namesFor(running.as(), `eventId=${draft.id}`)).toEqual([]);
    expect(await namesFor(running.as(draft.organizer), `eventId=${draft.slug}`)).toEqual(['Confirmed', 'Proposed']);

    const surprise = await makeConference(running, broker, { scheduleVisible: 'released' });
    const { confirmed } = await lineup(surprise);
    expect(await namesFor(running.as(), `eventId=${surprise.id}`)).toEqual(['Confirmed']);
    const [shown] = (await running.as()('get', `/speakers/${confirmed.id}/sessions`)).body.data;
    expect(shown).toMatchObject({ status: 'confirmed', slots: [] });
  });

  test('is what was released, until the next release', async () => {
    const camp = await makeConference(running, broker);
    const { session } = await lineup(camp);
    await camp.release([session]);
    await camp.add('confirmed', (await make('Late')).id);
    expect(await namesFor(running.as(), `eventId=${camp.id}`)).toEqual(['Confirmed']);
    expect(await namesFor(running.as(camp.owner), `eventId=${camp.id}`)).toEqual(['Confirmed', 'Late', 'Proposed']);
  });

  test('comes in pages, is counted, and goes with the other filters', async () => {
    const camp = await makeConference(running, broker);
    const made = [];
    for (const name of ['A', 'B', 'C']) made.push(await make(name, { topics: name === 'B' ? ['looms'] : [] }));
    await camp.add('confirmed', ...made.map(({ id }) => id));
    const page = expectStatus(await running.as()('get', `/speakers?eventId=${camp.id}&limit=2&count=true`), 200).body;
    expect(page.data.map(({ name }) => name)).toEqual(['A', 'B']);
    expect(page.page).toMatchObject({ total: 3 });
    const next = `eventId=${camp.id}&limit=2&cursor=${page.page.nextCursor}`;
    expect(await namesFor(running.as(), next)).toEqual(['C']);
    expect(await namesFor(running.as(), `eventId=${camp.id}&topic=looms`)).toEqual(['B']);
    expect(await namesFor(running.as(), `eventId=${camp.id}&ids=${made[0]?.id}`)).toEqual(['A']);
  });

  test.each(['no-such-camp', randomUUID()])('is nobody at %s, which is no event', async reference => {
    const page = expectStatus(await running.as()('get', `/speakers?eventId=${reference}&count=true`), 200).body;
    expect(page).toMatchObject({ data: [], page: { total: 0, nextCursor: null } });
  });

  test('is had as CSV by the team, with the addresses of those who have agreed', async () => {
    const camp = await makeConference(running, broker);
    const agreed = await make('=Ada, Countess', { self: true, email: 'ada@example.org', topics: ['engines', 'looms'] });
    const noted = await make('Zoë', { email: 'zoe@example.org' });
    const { id } = await camp.add('submitted', agreed.id, noted.id);
    await camp.add('draft', noted.id);
    const reply = await running.as(camp.organizer)('get', `/events/${camp.slug}/speakers.csv`);
    expectStatus(reply, 200);
    expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(reply.headers['content-disposition']).toBe(`attachment; filename="${camp.slug}-speakers.csv"`);
    expect(reply.text.split('\r\n')).toEqual([
      '\uFEFFid,name,email,tagline,company,jobTitle,location,topics,languages,photoUrl,links,bio,userId,sessions',
      `${agreed.id},"'=Ada, Countess",ada@example.org,,,,,"engines, looms",,,,,${agreed.userId},Talk ${id}`,
      `${noted.id},Zoë,,,,,,,,,,,,Talk ${id}`,
      '',
    ]);
  });

  test.each([
    ['nobody', 'published', undefined, 401],
    ['a stranger', 'published', randomUUID(), 403],
    ['a stranger to a draft', 'draft', randomUUID(), 404],
  ])('is no CSV for %s', async (_, status, userId, expected) => {
    const camp = await makeConference(running, broker, { status });
    for (const reference of [camp.id, camp.slug])
      expectStatus(await running.as(userId)('get', `/events/${reference}/speakers.csv`), expected);
    expectStatus(
      await running.as(camp.reviewer)('get', `/events/${camp.id}/speakers.csv`),
      status === 'draft' ? 404 : 403,
    );
    expectStatus(await running.as(camp.owner)('get', `/events/${camp.id}/speakers.csv`), 200);
  });
});
