import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { type Api, messageOf, type TestBroker, tell } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Running, startBroker, startSpeakerService } from './support/start';

describe('the sessions of a speaker', () => {
  let broker: TestBroker;
  let running: Running;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
  });
  afterAll(() => running.stop());

  const [maker, self] = [randomUUID(), randomUUID()];
  const make = async () => (await running.as(maker)('post', '/speakers', { name: 'Ada' })).body.id as string;
  const makeClaimed = async () => {
    const id = await make();
    await running.database.query('UPDATE speakers SET user_id = NULL WHERE user_id = $1', [self]);
    await running.database.query('UPDATE speakers SET user_id = $1 WHERE id = $2', [self, id]);
    return id;
  };
  const hear = (type: string, id: string, sequence: number, data: object) =>
    tell(broker, running.database, messageOf(type, id, sequence, { id, ...data }));
  const tellEvent = (fact: string, id: string, sequence: number, status: string) =>
    hear(`event.${fact}.v1`, id, sequence, {
      slug: 'camp',
      title: 'Camp',
      status,
      ownerId: randomUUID(),
      startsAt: '2027-05-01T08:00:00Z',
      endsAt: '2027-05-02T08:00:00Z',
      timezone: 'UTC',
      cfp: null,
    });
  const tellSession = (fact: string, id: string, sequence: number, data: object) =>
    hear(`session.${fact}.v1`, id, sequence, { title: 'Notes', state: 'confirmed', ...data });
  const list = async (speakerId: string, api: Api = running.as(), query = '') => {
    const reply = await api('get', `/speakers/${speakerId}/sessions${query}`);
    expect(reply.status).toBe(200);
    return reply.body.data.map(({ title }: { title: string }) => title);
  };

  test('others see the confirmed ones of public events; the speaker and admins see all', async () => {
    const speaker = await makeClaimed();
    const [published, draft, unheard] = [newId(), newId(), newId()];
    await tellEvent('published', published, 2, 'published');
    await tellEvent('created', draft, 1, 'draft');
    const speakerIds = [randomUUID(), speaker];
    await tellSession('created', newId(), 1, { title: 'Seen', eventId: published, speakerIds });
    await tellSession('created', newId(), 1, { title: 'Proposed', eventId: published, state: 'submitted', speakerIds });
    await tellSession('created', newId(), 1, { title: 'Of a draft', eventId: draft, speakerIds });
    await tellSession('created', newId(), 1, { title: 'Unheard of', eventId: unheard, speakerIds });
    await tellSession('created', newId(), 1, { title: 'Of others', eventId: published, speakerIds: [randomUUID()] });
    expect(await list(speaker)).toEqual(['Seen']);
    expect(await list(speaker, running.as(randomUUID()))).toEqual(['Seen']);
    expect(await list(speaker, running.as(maker))).toEqual(['Seen']);
    const all = ['Seen', 'Proposed', 'Of a draft', 'Unheard of'];
    expect(await list(speaker, running.as(self))).toEqual(all);
    expect(await list(speaker, running.as(randomUUID(), 'admin'))).toEqual(all);
    expect(await list(speaker, running.as(self), `?eventId=${published}`)).toEqual(['Seen', 'Proposed']);
  });

  test('the maker of an unclaimed profile sees no proposals that others made for the person', async () => {
    const speaker = await make();
    await tellSession('created', newId(), 1, { eventId: newId(), state: 'draft', speakerIds: [speaker] });
    expect(await list(speaker, running.as(maker))).toEqual([]);
  });

  test('it shows what became of a session, and late or repeated messages change nothing', async () => {
    const [speaker, event, session] = [await make(), newId(), newId()];
    await tellEvent('published', event, 2, 'published');
    await tellSession('created', session, 1, { eventId: event, state: 'draft', speakerIds: [speaker] });
    expect(await list(speaker)).toEqual([]);
    await tellSession('state-changed', session, 3, { eventId: event, title: 'New', speakerIds: [speaker] });
    await tellSession('updated', session, 2, { eventId: event, title: 'Late', state: 'draft', speakerIds: [] });
    expect(await list(speaker)).toEqual(['New']);
    await tellSession('updated', session, 4, { eventId: event, title: 'Newer', speakerIds: [speaker] });
    expect(await list(speaker)).toEqual(['Newer']);
    await tellEvent('unpublished', event, 4, 'draft');
    await tellEvent('published', event, 3, 'published');
    expect(await list(speaker)).toEqual([]);
    await tellEvent('published', event, 5, 'published');
    expect(await list(speaker)).toEqual(['Newer']);
    await hear('event.deleted.v1', event, 7, {});
    await tellEvent('published', event, 6, 'published');
    expect(await list(speaker)).toEqual([]);
  });

  test('a session that was deleted is gone for everybody', async () => {
    const [speaker, event, session] = [await makeClaimed(), newId(), newId()];
    await tellSession('created', session, 1, { eventId: event, speakerIds: [speaker] });
    expect(await list(speaker, running.as(self))).toEqual(['Notes']);
    await hear('session.deleted.v1', session, 2, { eventId: event });
    expect(await list(speaker, running.as(self))).toEqual([]);
  });

  test('pages hold every one once, in order; a merged profile redirects to the list of the other', async () => {
    const [speaker, merged, event] = [await make(), await make(), newId()];
    await tellEvent('published', event, 2, 'published');
    for (const title of ['One', 'Two', 'Three', 'Four', 'Five']) {
      await tellSession('created', newId(), 1, {
        eventId: event,
        title,
        speakerIds: [title === 'Two' ? merged : speaker],
      });
    }
    await running.as(maker)('post', `/speakers/${merged}/merge`, { into: speaker });
    const moved = await running.as()('get', `/speakers/${merged}/sessions?eventId=${event}&limit=2`);
    expect([moved.status, moved.headers.location]).toEqual([
      308,
      `/api/v1/speakers/${speaker}/sessions?limit=2&eventId=${event}`,
    ]);
    const seen: string[] = [];
    for (let next: string | undefined = String(moved.headers.location); next; ) {
      const reply = await running.as()('get', next.replace('/api/v1', ''));
      seen.push(...reply.body.data.map(({ title }: { title: string }) => title));
      next = /<([^>]+)>; rel="next"/.exec(reply.headers.link ?? '')?.[1];
    }
    expect(seen).toEqual(['One', 'Two', 'Three', 'Four', 'Five']);
  });

  test.each([
    ['an event that is no id', 'eventId=camp', '#/query/eventId'],
    ['an unknown filter', 'state=draft', '#/query/state'],
    ['a cursor of somewhere else', 'cursor=WzFd', '#/query/cursor'],
  ])('%s is refused', async (_, query, pointer) => {
    const reply = await running.as()('get', `/speakers/${await make()}/sessions?${query}`);
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, pointer]);
  });
});
