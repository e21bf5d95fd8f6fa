import { randomUUID } from 'node:crypto';
import { expectStatus, nextQuery } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent, makePublished } from './support/events';
import { type App, startEventService } from './support/start';

describe('reading events', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const list = async (query: string, userId?: string, role?: 'member' | 'admin') => {
    const reply = await running.as(userId, role)('get', `/events?${query}`);
    return reply.body.data.map(event => event.id) as string[];
  };

  test('a draft exists for its owner and admins only, by id and by slug', async () => {
    const { id, slug, owner } = await makeEvent(running);
    for (const ref of [id, slug]) {
      expectStatus(await owner('get', `/events/${ref}`), 200);
      expectStatus(await running.as(randomUUID(), 'admin')('get', `/events/${ref}`), 200);
      expectStatus(await running.as(randomUUID())('get', `/events/${ref}`), 404);
    }
    const hidden = await running.as()('get', `/events/${id}`);
    const unknown = await running.as()('get', `/events/${randomUUID()}`);
    expect({ ...hidden.body, instance: '', requestId: '' }).toEqual({ ...unknown.body, instance: '', requestId: '' });
  });

  test('a published event is there for all; only the signed-in learn what they may do', async () => {
    const { id, slug } = await makePublished(running);
    const reply = await running.as()('get', `/events/${slug.toUpperCase()}`);
    expect(reply.body).toMatchObject({ id, status: 'published', version: 2 });
    expect(reply.body).not.toHaveProperty('allowedActions');
    expect((await running.as(randomUUID())('get', `/events/${id}`)).body.allowedActions).toEqual(['register']);
    const again = await running.as()('get', `/events/${id}`).set('if-none-match', String(reply.headers.etag));
    expectStatus(again, 304);
  });

  test('an old slug leads to the new one, with what follows it, unless the event is hidden', async () => {
    const event = await makePublished(running, { slug: 'old-name' });
    await event.owner('patch', `/events/${event.id}`, { slug: 'new-name' });
    const moved = await running.as()('get', '/events/old-name');
    expectStatus(moved, 308);
    expect(moved.headers.location).toBe('/api/v1/events/new-name');
    const deeper = await running.as()('get', '/events/old-name/schedule?tz=Asia/Tokyo');
    expect(deeper.headers.location).toBe('/api/v1/events/new-name/schedule?tz=Asia%2FTokyo');
    for (const path of [
      '/summary',
      '/members?role=steward&limit=5',
      '/impact?startsAt=2026-05-01T10:00:00Z',
      '/registrations',
    ]) {
      const reply = expectStatus(await event.owner('get', `/events/old-name${path}`), 308);
      expect(reply.headers.location).toBe(`/api/v1/events/new-name${path}`);
    }
    expectStatus(await event.owner('get', '/events/new-name/registrations/me'), 404);
    await event.owner('post', `/events/${event.id}/unpublish`);
    expectStatus(await running.as()('get', '/events/old-name'), 404);
    expectStatus(await running.as(randomUUID())('get', '/events/old-name/members'), 404);
    expectStatus(await event.owner('get', '/events/old-name'), 308);
  });

  test('lists hold public events and one’s own drafts, and no other’s', async () => {
    const tag = randomUUID();
    const draft = await makeEvent(running, { tags: [tag] });
    const shown = await makePublished(running, { tags: [tag] });
    const cancelled = await makeEvent(running, { tags: [tag] });
    await cancelled.owner('post', `/events/${cancelled.id}/cancel`, { reason: 'no money' });
    const open = [shown.id, cancelled.id].toSorted();
    expect((await list(`tag=${tag}`)).toSorted()).toEqual(open);
    expect((await list(`tag=${tag}`, randomUUID())).toSorted()).toEqual(open);
    expect((await list(`tag=${tag}`, draft.ownerId)).toSorted()).toEqual([draft.id, ...open].toSorted());
    expect(await list(`tag=${tag}`, randomUUID(), 'admin')).toHaveLength(3);
    expect(await list(`tag=${tag}&mine=true`, draft.ownerId)).toEqual([draft.id]);
    expect(await list(`tag=${tag}&status=draft`)).toEqual([]);
    expect(await list(`tag=${tag}&status=cancelled`)).toEqual([cancelled.id]);
    expectStatus(await running.as()('get', '/events?mine=true'), 401);
  });

  test('lists are filtered by time and place', async () => {
    const tag = randomUUID();
    const at = (month: string) => ({ startsAt: `2027-${month}-01T08:00:00Z`, endsAt: `2027-${month}-03T08:00:00Z` });
    const spring = await makePublished(running, {
      tags: [tag],
      ...at('04'),
      venue: { name: 'a', city: 'Wien', country: 'AT' },
    });
    const summer = await makePublished(running, {
      tags: [tag],
      ...at('07'),
      venue: { name: 'b', city: 'Graz', country: 'AT' },
    });
    expect(await list(`tag=${tag}&from=2027-04-03T08:00:00Z`)).toEqual([summer.id]);
    expect(await list(`tag=${tag}&from=2027-04-03T07:59:59Z`)).toEqual([spring.id, summer.id]);
    expect(await list(`tag=${tag}&to=2027-07-01T08:00:00Z`)).toEqual([spring.id]);
    expect(await list(`tag=${tag}&country=at&sort=-startsAt`)).toEqual([summer.id, spring.id]);
    expect(await list(`tag=${tag}&city=wien`)).toEqual([spring.id]);
    expect(await list(`tag=${tag}&sort=-createdAt`)).toEqual([summer.id, spring.id]);
  });

  test('a tag is found in any spelling, and one of several where the filter is repeated', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const first = await makePublished(running, { tags: [`É ${one}`] });
    const second = await makePublished(running, { tags: [other] });
    expect(await list(`tag=${encodeURIComponent(`e  ${one.toUpperCase()}`)}`)).toEqual([first.id]);
    expect((await list(`tag=e+${one}&tag=${other}&status=published&status=completed`)).toSorted()).toEqual(
      [first.id, second.id].toSorted(),
    );
  });

  test('a search ranks the title above the description, and passes over accents', async () => {
    const word = `zébu${Date.now()}`;
    const plain = word.replace('é', 'e');
    const inText = await makePublished(running, { description: `all about the ${plain}` });
    const inTitle = await makePublished(running, { title: `${word.toUpperCase()} Days` });
    expect(await list(`q=${plain}`)).toEqual([inTitle.id, inText.id]);
    expect(await list(`q=${encodeURIComponent(`${word} -days`)}`)).toEqual([inText.id]);
    expect(await list(`q=${encodeURIComponent(`'"(&|:* ${plain}`)}`)).toHaveLength(2);
    const first = await running.as()('get', `/events?q=${plain}&limit=1`);
    expect(await list(`q=${plain}&limit=1&cursor=${first.body.page.nextCursor}`)).toEqual([inText.id]);
  });

  test('a search knows every script, the beginnings of words, and parts of what has no blanks', async () => {
    const made = await makePublished(running, {
      title: 'Διεθνές 東京オリンピック計画',
      venue: { name: 'Гостиный двор', city: 'Köln' },
    });
    for (const q of ['διεθνεσ', 'ΔΙΕΘ', '京オリ', 'ГОСТ двор', 'köl']) {
      expect({ q, found: await list(`q=${encodeURIComponent(q)}`) }).toEqual({ q, found: [made.id] });
    }
    expect(await list(`q=${encodeURIComponent('東計')}`)).toEqual([]);
    expect(await list('city=KOLN')).toEqual([made.id]);
  });

  test('pages follow one another without gap or repetition while events are added', async () => {
    const tag = randomUUID();
    const sameTime = { tags: [tag], startsAt: '2027-08-01T08:00:00Z', endsAt: '2027-08-01T09:00:00Z' };
    const made = [];
    for (let i = 0; i < 5; i++) made.push((await makePublished(running, sameTime)).id);
    const seen: string[] = [];
    let query: string | undefined = `tag=${tag}&limit=2`;
    while (query) {
      const reply = await running.as()('get', `/events?${query}`);
      seen.push(...reply.body.data.map(({ id }) => id));
      query = nextQuery(reply);
      if (seen.length === 2) await makePublished(running, { ...sameTime, startsAt: '2027-07-31T08:00:00Z' });
    }
    expect(seen).toEqual(made);
  });

  test.each([
    'limit=0',
    'limit=101',
    'status=gone',
    'from=yesterday',
    'sort=title',
    'cursor=x',
    'mine=1',
    'colour=red',
    'limit=1&limit=2',
  ])('a list by %s is refused', async query => {
    expect((await running.as()('get', `/events?${query}`)).body).toMatchObject({
      status: 400,
      code: 'validation-failed',
    });
  });

  test.each([
    ['%00', 'validation-failed'],
    ['x%27%3B--', 'validation-failed'],
    ['%E0%A4', 'malformed-request'],
  ])('a path with %s is refused', async (ref, code) => {
    expect((await running.as()('get', `/events/${ref}`)).body).toMatchObject({ status: 400, code });
  });

  test('a method that is not there names those that are', async () => {
    const reply = await running.as()('post', `/events/${randomUUID()}`);
    expectStatus(reply, 405);
    expect(reply.headers.allow).toBe('GET, DELETE, PATCH, HEAD, OPTIONS');
  });
});
