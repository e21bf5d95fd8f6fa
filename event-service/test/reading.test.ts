import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent, makePublished } from './support/events';
import { type Running, startEventService } from './support/start';

describe('reading events', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const list = async (query: string, userId?: string, role?: 'member' | 'admin') => {
    const reply = await running.as(userId, role)('get', `/events?${query}`);
    return reply.body.data.map((event: { id: string }) => event.id) as string[];
  };

  test('a draft exists for its owner and admins only, by id and by slug', async () => {
    const { id, slug, owner } = await makeEvent(running);
    for (const ref of [id, slug]) {
      expect((await owner('get', `/events/${ref}`)).status).toBe(200);
      expect((await running.as(randomUUID(), 'admin')('get', `/events/${ref}`)).status).toBe(200);
      expect((await running.as(randomUUID())('get', `/events/${ref}`)).status).toBe(404);
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
    expect((await running.as(randomUUID())('get', `/events/${id}`)).body.allowedActions).toEqual([]);
    const again = await running.as()('get', `/events/${id}`).set('if-none-match', String(reply.headers.etag));
    expect(again.status).toBe(304);
  });

  test('an old slug leads to the new one, with what follows it, unless the event is hidden', async () => {
    const event = await makePublished(running, { slug: 'old-name' });
    await event.owner('patch', `/events/${event.id}`, { slug: 'new-name' });
    const moved = await running.as()('get', '/events/old-name');
    expect([moved.status, moved.headers.location]).toEqual([308, '/api/v1/events/new-name']);
    const deeper = await running.as()('get', '/events/old-name/schedule?tz=Asia/Tokyo');
    expect(deeper.headers.location).toBe('/api/v1/events/new-name/schedule?tz=Asia%2FTokyo');
    await event.owner('post', `/events/${event.id}/unpublish`);
    expect((await running.as()('get', '/events/old-name')).status).toBe(404);
    expect((await event.owner('get', '/events/old-name')).status).toBe(308);
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
    expect((await running.as()('get', '/events?mine=true')).status).toBe(401);
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

  test('pages follow one another without gap or repetition while events are added', async () => {
    const tag = randomUUID();
    const sameTime = { tags: [tag], startsAt: '2027-08-01T08:00:00Z', endsAt: '2027-08-01T09:00:00Z' };
    const made = [];
    for (let i = 0; i < 5; i++) made.push((await makePublished(running, sameTime)).id);
    const seen: string[] = [];
    let path: string | undefined = `/events?tag=${tag}&limit=2`;
    while (path) {
      const reply = await running.as()('get', path);
      seen.push(...reply.body.data.map((event: { id: string }) => event.id));
      path = /<\/api\/v1(.*)>; rel="next"/.exec(reply.headers.link ?? '')?.[1];
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
    'tag=a&tag=b',
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
    expect([reply.status, reply.headers.allow]).toEqual([405, 'GET, DELETE, PATCH, HEAD, OPTIONS']);
  });
});
