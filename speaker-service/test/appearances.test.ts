import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { deliver, expectProblem, expectStatus, messageOf, nextQuery, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Api, type App, startSpeakerService } from './support/start';

describe('the sessions of a speaker', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
  });
  afterAll(() => running.stop());

  const [creator, self] = [randomUUID(), randomUUID()];
  const make = async () => (await running.as(creator)('post', '/speakers', { name: 'Ada' })).body.id as string;
  const makeClaimed = async () => {
    const id = await make();
    await running.database.query('UPDATE speakers SET user_id = NULL WHERE user_id = $1', [self]);
    await running.database.query('UPDATE speakers SET user_id = $1 WHERE id = $2', [self, id]);
    return id;
  };
  const publish = (type: string, id: string, sequence: number, data: object) =>
    deliver(broker, running.database, messageOf(type, id, sequence, { id, ...data }));
  const publishEvent = (fact: string, id: string, sequence: number, status: string, slug = `camp-${id.slice(-12)}`) =>
    publish(`event.${fact}.v1`, id, sequence, {
      slug,
      title: 'Camp',
      status,
      ownerId: randomUUID(),
      startsAt: '2027-05-01T08:00:00Z',
      endsAt: '2027-05-02T08:00:00Z',
      timezone: 'UTC',
      cfp: null,
    });
  const publishSession = (fact: string, id: string, sequence: number, data: object) =>
    publish(`session.${fact}.v1`, id, sequence, { title: 'Notes', status: 'confirmed', ...data });
  const list = async (speakerId: string, api: Api = running.as(), query = '') => {
    const reply = await api('get', `/speakers/${speakerId}/sessions?${query}`);
    expectStatus(reply, 200);
    return reply.body.data.map(({ title }) => title);
  };

  test('others see the confirmed ones of public events; the speaker and admins see all', async () => {
    const speaker = await makeClaimed();
    const [published, draft, unknown] = [newId(), newId(), newId()];
    await publishEvent('published', published, 2, 'published');
    await publishEvent('created', draft, 1, 'draft');
    const speakerIds = [randomUUID(), speaker];
    await publishSession('created', newId(), 1, { title: 'Seen', eventId: published, speakerIds });
    await publishSession('created', newId(), 1, {
      title: 'Proposed',
      eventId: published,
      status: 'submitted',
      speakerIds,
    });
    await publishSession('created', newId(), 1, { title: 'Of a draft', eventId: draft, speakerIds });
    await publishSession('created', newId(), 1, { title: 'Of an unknown event', eventId: unknown, speakerIds });
    await publishSession('created', newId(), 1, { title: 'Of others', eventId: published, speakerIds: [randomUUID()] });
    expect(await list(speaker)).toEqual(['Seen']);
    expect(await list(speaker, running.as(randomUUID()))).toEqual(['Seen']);
    expect(await list(speaker, running.as(creator))).toEqual(['Seen']);
    const all = ['Seen', 'Proposed', 'Of a draft', 'Of an unknown event'];
    expect(await list(speaker, running.as(self))).toEqual(all);
    expect(await list(speaker, running.as(randomUUID(), 'admin'))).toEqual(all);
    expect(await list(speaker, running.as(self), `eventId=${published}`)).toEqual(['Seen', 'Proposed']);
  });

  test('what was decided and is not announced yet the speaker does not see, and no slot of it', async () => {
    const [speaker, event, id] = [await makeClaimed(), newId(), newId()];
    await publishEvent('published', event, 1, 'published');
    const held = { eventId: event, status: 'accepted', announcedStatus: 'submitted', speakerIds: [speaker] };
    await publishSession('status-changed', id, 2, held);
    const slot = { eventId: event, sessionId: id, roomId: newId() };
    await publish('slot.booked.v1', newId(), 1, {
      ...slot,
      startsAt: '2027-05-01T08:00:00Z',
      endsAt: '2027-05-01T09:00:00Z',
    });
    const seenBy = async (api: Api) => (await api('get', `/speakers/${speaker}/sessions`)).body.data[0];
    expect(await seenBy(running.as(self))).toMatchObject({ status: 'submitted', slots: [] });
    expect(await seenBy(running.as(randomUUID(), 'admin'))).toMatchObject({ status: 'accepted', slots: [{}] });
    await publishSession('status-changed', id, 3, { ...held, announcedStatus: 'accepted' });
    expect(await seenBy(running.as(self))).toMatchObject({ status: 'accepted', slots: [{}] });
  });

  test('once a schedule is released, others see its sessions as it has them, until the next release', async () => {
    const [speaker, event, id, guest] = [await makeClaimed(), newId(), newId(), newId()];
    const release = (versionId: string, ...sessions: [string, string, ...string[]][]) =>
      publish('schedule.released.v1', versionId, 1, {
        eventId: event,
        name: versionId,
        sessions: sessions.map(([session, title, ...speakerIds]) => ({ id: session, title, speakerIds })),
      });
    const session = (fact: string, sequence: number, data: object) =>
      publishSession(fact, id, sequence, { eventId: event, speakerIds: [speaker], ...data });
    await publishEvent('published', event, 2, 'published');
    await session('created', 1, { title: 'Opening' });
    const [first, second] = [newId(), newId()];
    await release(first, [id, 'Opening', speaker]);
    await session('updated', 2, { title: 'Closing' });
    await publishSession('created', guest, 1, { title: 'Surprise', eventId: event, speakerIds: [speaker] });
    expect(await list(speaker)).toEqual(['Opening']);
    expect(await list(speaker, running.as(self))).toEqual(['Closing', 'Surprise']);
    await release(second, [id, 'Closing', speaker], [guest, 'Surprise', speaker]);
    await release(first, [id, 'Opening', speaker]);
    expect(await list(speaker)).toEqual(['Closing', 'Surprise']);
    await session('status-changed', 3, { title: 'Closing', status: 'withdrawn' });
    expect(await list(speaker)).toEqual(['Surprise']);
  });

  test('a decision that is held is not known to the speaker, whose slots are not either, until it is announced', async () => {
    const [speaker, event, id, slot, room] = [await makeClaimed(), newId(), newId(), newId(), newId()];
    const session = (sequence: number, status: string, announcedStatus: string) =>
      publishSession('status-changed', id, sequence, {
        eventId: event,
        speakerIds: [speaker],
        status,
        announcedStatus,
      });
    const place = { eventId: event, sessionId: id, roomId: room };
    const seenBy = async (userId: string, role?: 'admin') =>
      expectStatus(await running.as(userId, role)('get', `/speakers/${speaker}/sessions`), 200).body.data;
    await publishEvent('published', event, 1, 'published');
    await session(1, 'accepted', 'submitted');
    await publish('slot.booked.v1', slot, 1, {
      ...{ ...place, startsAt: '2026-05-01T08:00:00.000Z', endsAt: '2026-05-01T09:00:00.000Z' },
    });
    expect(await seenBy(self)).toMatchObject([{ id, status: 'submitted', slots: [] }]);
    expect(await seenBy(randomUUID(), 'admin')).toMatchObject([{ id, status: 'accepted', slots: [{ id: slot }] }]);
    await session(2, 'accepted', 'accepted');
    expect(await seenBy(self)).toMatchObject([{ id, status: 'accepted', slots: [{ id: slot }] }]);
  });

  test('an event is named by its id or by any slug that it has or had; an unknown slug has no sessions', async () => {
    const [speaker, event, other] = [await make(), newId(), newId()];
    const slug = (name: string) => `${name}-${event.slice(-12)}`;
    await publishEvent('published', event, 3, 'published', slug('new'));
    await publishEvent('created', event, 1, 'draft', slug('old'));
    await publishEvent('published', other, 1, 'published');
    for (const [title, eventId] of [
      ['Here', event],
      ['There', other],
    ])
      await publishSession('created', newId(), 1, { title, eventId, speakerIds: [speaker] });
    for (const ref of [event, event.toUpperCase(), slug('new'), slug('old'), slug('NEW')])
      expect(await list(speaker, running.as(), `eventId=${ref}`)).toEqual(['Here']);
    expect(await list(speaker, running.as(), `eventId=${slug('unknown')}`)).toEqual([]);
    await publish('event.deleted.v1', event, 5, {});
    await publishEvent('updated', event, 4, 'published', slug('new'));
    expect(await list(speaker, running.as(), `eventId=${slug('new')}`)).toEqual([]);
  });

  test('a slug of a deleted event becomes that of another, in whatever order the messages come', async () => {
    const [speaker, before, after] = [await make(), newId(), newId()];
    const slug = `camp-${after.slice(-12)}`;
    await publishSession('created', newId(), 1, { eventId: after, speakerIds: [speaker] });
    await publishEvent('created', before, 1, 'draft', slug);
    await publishEvent('published', after, 2, 'published', slug);
    expect(await list(speaker, running.as(), `eventId=${slug}`)).toEqual(['Notes']);
    await publish('event.deleted.v1', before, 2, {});
    expect(await list(speaker, running.as(), `eventId=${slug}`)).toEqual(['Notes']);
  });

  test('the creator of an unclaimed profile sees no proposals that others made for the person', async () => {
    const speaker = await make();
    await publishSession('created', newId(), 1, { eventId: newId(), status: 'draft', speakerIds: [speaker] });
    expect(await list(speaker, running.as(creator))).toEqual([]);
  });

  test('a session is shown as it is now, and late or repeated messages change nothing', async () => {
    const [speaker, event, session] = [await make(), newId(), newId()];
    await publishEvent('published', event, 2, 'published');
    await publishSession('created', session, 1, { eventId: event, status: 'draft', speakerIds: [speaker] });
    expect(await list(speaker)).toEqual([]);
    await publishSession('status-changed', session, 3, { eventId: event, title: 'New', speakerIds: [speaker] });
    await publishSession('updated', session, 2, { eventId: event, title: 'Late', status: 'draft', speakerIds: [] });
    expect(await list(speaker)).toEqual(['New']);
    await publishSession('updated', session, 4, { eventId: event, title: 'Newer', speakerIds: [speaker] });
    expect(await list(speaker)).toEqual(['Newer']);
    await publishEvent('unpublished', event, 4, 'draft');
    await publishEvent('published', event, 3, 'published');
    expect(await list(speaker)).toEqual([]);
    await publishEvent('published', event, 5, 'published');
    expect(await list(speaker)).toEqual(['Newer']);
    await publish('event.deleted.v1', event, 7, {});
    await publishEvent('published', event, 6, 'published');
    expect(await list(speaker)).toEqual([]);
  });

  test('a session that was deleted is gone for everybody', async () => {
    const [speaker, event, session] = [await makeClaimed(), newId(), newId()];
    await publishSession('created', session, 1, { eventId: event, speakerIds: [speaker] });
    expect(await list(speaker, running.as(self))).toEqual(['Notes']);
    await publish('session.deleted.v1', session, 2, { eventId: event });
    expect(await list(speaker, running.as(self))).toEqual([]);
  });

  test('pages hold every one once, in order; a merged profile redirects to the list of the other', async () => {
    const [speaker, merged, event] = [await make(), await make(), newId()];
    await publishEvent('published', event, 2, 'published');
    for (const title of ['One', 'Two', 'Three', 'Four', 'Five']) {
      await publishSession('created', newId(), 1, {
        eventId: event,
        title,
        speakerIds: [title === 'Two' ? merged : speaker],
      });
    }
    await running.as(creator)('post', `/speakers/${merged}/merge`, { into: speaker });
    const moved = await running.as()('get', `/speakers/${merged}/sessions?eventId=${event}&limit=2`);
    expectStatus(moved, 308);
    expect(moved.headers.location).toBe(`/api/v1/speakers/${speaker}/sessions?eventId=${event}&limit=2`);
    const seen: string[] = [];
    for (let query: string | undefined = `eventId=${event}&limit=2`; query; ) {
      const reply = await running.as()('get', `/speakers/${speaker}/sessions?${query}`);
      seen.push(...reply.body.data.map(({ title }) => title));
      query = nextQuery(reply);
    }
    expect(seen).toEqual(['One', 'Two', 'Three', 'Four', 'Five']);
  });

  test.each([
    ['an event that is neither id nor slug', 'eventId=old_camp', '#/query/eventId'],
    ['an unknown filter', 'status=draft', '#/query/status'],
    ['a cursor of somewhere else', 'cursor=WzFd', '#/query/cursor'],
  ])('%s is refused', async (_, query, pointer) => {
    const reply = await running.as()('get', `/speakers/${await make()}/sessions?${query}`);
    expectProblem(reply, 400, { pointer });
  });
});
