import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { deliver, expectProblem, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type App, startSpeakerService } from './support/start';

describe('availability', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
  });
  afterAll(() => running.stop());

  const creator = randomUUID();
  const make = async () => (await running.as(creator)('post', '/speakers', { name: 'Ada' })).body.id as string;
  const at = (id: string, eventId: string) => `/speakers/${id}/availability?eventId=${eventId}`;
  const replace = (id: string, eventId: string, intervals: object) =>
    running.as(creator)('put', at(id, eventId), intervals);
  const read = (id: string, eventId: string) => running.as(creator)('get', at(id, eventId));
  const messagesOf = (id: string) =>
    running.database.query<{ sequence: number; payload: object }>(
      "SELECT sequence, payload FROM outbox WHERE subject = $1 AND type = 'speaker.availability-changed.v1' ORDER BY id",
      [id],
    );

  const friday = { startsAt: '2027-05-07T18:00:00+02:00', endsAt: '2027-05-08T00:00:00+02:00' };
  const night = { startsAt: '2027-05-08T00:00:00+02:00', endsAt: '2027-05-08T03:00:00+02:00' };
  const sunday = { startsAt: '2027-05-09T08:00:00Z', endsAt: '2027-05-09T16:00:00Z' };
  const fridayNight = { startsAt: '2027-05-07T16:00:00.000Z', endsAt: '2027-05-08T01:00:00.000Z' };
  const wholeSunday = { startsAt: '2027-05-09T08:00:00.000Z', endsAt: '2027-05-09T16:00:00.000Z' };

  test('what touches at midnight is kept as one, in order and in UTC', async () => {
    const [id, event] = [await make(), randomUUID()];
    expect((await read(id, event)).body).toEqual([]);
    const replaced = await replace(id, event, [sunday, night, friday]);
    expectStatus(replaced, 200);
    expect(replaced.body).toEqual([fridayNight, wholeSunday]);
    const seen = await read(id, event);
    expect({ body: seen.body, etag: seen.headers.etag }).toEqual({ body: replaced.body, etag: replaced.headers.etag });
  });

  test('a new list replaces all of that event and nothing of another', async () => {
    const [id, one, other] = [await make(), randomUUID(), randomUUID()];
    await replace(id, one, [friday]);
    await replace(id, other, [sunday]);
    expect((await replace(id, one, [sunday])).body).toEqual([wholeSunday]);
    expect((await replace(id, one, [])).body).toEqual([]);
    expect((await read(id, one)).body).toEqual([]);
    expect((await read(id, other)).body).toEqual([wholeSunday]);
  });

  test('moves with its event, by what the clocks show, once, and says so', async () => {
    const [id, event] = [await make(), newId()];
    await replace(id, event, [sunday]);
    const from = {
      startsAt: '2027-05-07T08:00:00.000Z',
      endsAt: '2027-05-09T18:00:00.000Z',
      timezone: 'Europe/Berlin',
    };
    const to = { startsAt: '2027-11-05T09:00:00.000Z', endsAt: '2027-11-07T19:00:00.000Z', timezone: 'Europe/Berlin' };
    const publish = (sequence: number, fields: object) => {
      const data = {
        id: event,
        slug: `camp-${event}`,
        title: 'Camp',
        status: 'published',
        ownerId: creator,
        cfp: null,
      };
      return deliver(broker, running.database, messageOf('event.updated.v1', event, sequence, { ...data, ...fields }));
    };
    await publish(1, from);
    await publish(2, { ...to, moves: [{ version: 2, from, to }] });
    await publish(3, { ...to, moves: [{ version: 2, from, to }] });
    const inWinter = { startsAt: '2027-11-07T09:00:00.000Z', endsAt: '2027-11-07T17:00:00.000Z' };
    expect((await read(id, event)).body).toEqual([inWinter]);
    expect((await messagesOf(id)).at(-1)?.payload).toEqual({ id, eventId: event, intervals: [inWinter] });
    expect(await messagesOf(id)).toHaveLength(2);
  });

  test('an event is named by its slug too, while it is public: the slug of a draft is refused as an unknown one', async () => {
    const [id, event] = [await make(), newId()];
    const slug = `camp-${event.slice(-12)}`;
    const publish = (sequence: number, status: string) => {
      const times = { startsAt: '2027-05-07T08:00:00Z', endsAt: '2027-05-09T18:00:00Z', timezone: 'UTC', cfp: null };
      const data = { id: event, slug, title: 'Camp', status, ownerId: creator, ...times };
      return deliver(broker, running.database, messageOf('event.updated.v1', event, sequence, data));
    };
    await publish(1, 'draft');
    for (const reference of [slug, `un${slug}`]) {
      for (const reply of [await read(id, reference), await replace(id, reference, [friday])])
        expectStatus(reply, 404, 'not-found');
    }
    await publish(2, 'published');
    expect((await replace(id, slug, [sunday])).body).toEqual([wholeSunday]);
    for (const reference of [event, slug]) expect((await read(id, reference)).body).toEqual([wholeSunday]);
  });

  test('each change is published once with the whole, in the order of the versions; the same list again changes nothing', async () => {
    const [id, event] = [await make(), randomUUID()];
    const first = await replace(id, event, [friday, night]);
    const same = await replace(id, event, [fridayNight]);
    expect(same.headers.etag).toBe(first.headers.etag);
    await replace(id, event, []);
    expect(await messagesOf(id)).toEqual([
      { sequence: 2, payload: { id, eventId: event, intervals: [fridayNight] } },
      { sequence: 3, payload: { id, eventId: event, intervals: [] } },
    ]);
  });

  test('who read an older list does not overwrite the newer', async () => {
    const [id, event] = [await make(), randomUUID()];
    const before = (await read(id, event)).headers.etag ?? '';
    const first = await replace(id, event, [friday]).set('if-match', before);
    expectStatus(first, 200);
    const stale = await replace(id, event, [sunday]).set('if-match', before);
    expectStatus(stale, 412);
    expect(stale.headers.etag).toEqual(first.headers.etag);
    expect((await read(id, event)).body).toHaveLength(1);
    const unchanged = await read(id, event).set('if-none-match', first.headers.etag ?? '');
    expectStatus(unchanged, 304);
  });

  test('of ten lists at once one remains, whole, and each enqueued its message', async () => {
    const [id, event] = [await make(), randomUUID()];
    const list = (n: number) => [1, 2, 3].map(hour => ({ startsAt: hourOf(n, hour), endsAt: hourOf(n, hour, 30) }));
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => replace(id, event, list(n))));
    expect(replies.map(reply => reply.status)).toEqual(Array(10).fill(200));
    const messages = await messagesOf(id);
    expect(messages).toHaveLength(10);
    expect(messages.at(-1)?.payload).toEqual({ id, eventId: event, intervals: (await read(id, event)).body });
  });

  test('the database itself refuses times that touch, whoever writes them', async () => {
    const [id, event] = [await make(), randomUUID()];
    await replace(id, event, [friday]);
    const insert = running.database.query('INSERT INTO availability_intervals VALUES ($1, $2, $3, $4)', [
      id,
      event,
      night.startsAt,
      night.endsAt,
    ]);
    await expect(insert).rejects.toThrow('availability_intervals_no_overlap');
  });

  test('it is deleted with the profile', async () => {
    const [id, event] = [await make(), randomUUID()];
    await replace(id, event, [friday]);
    expectStatus(await running.as(creator)('delete', `/speakers/${id}`), 204);
    expectStatus(await read(id, event), 404);
    expect(await running.database.query('SELECT FROM availability_intervals WHERE speaker_id = $1', [id])).toEqual([]);
  });

  test.each([
    ['no list', { startsAt: friday.startsAt }, '#'],
    ['an end before the start', [sunday, { startsAt: friday.endsAt, endsAt: friday.startsAt }], '#/1/endsAt'],
    ['no time at all', [{ startsAt: friday.startsAt, endsAt: friday.startsAt }], '#/0/endsAt'],
    ['a time without a zone', [{ ...friday, startsAt: '2027-05-07T18:00:00' }], '#/0/startsAt'],
    ['no end', [{ startsAt: friday.startsAt }], '#/0/endsAt'],
    ['an unknown field', [{ ...friday, note: 'x' }], '#/0/note'],
    ['501 intervals', Array(501).fill(friday), '#'],
  ])('%s is refused, and nothing changes', async (_, body, pointer) => {
    const [id, event] = [await make(), randomUUID()];
    const reply = await replace(id, event, body);
    expectProblem(reply, 400, { pointer });
    expect(await messagesOf(id)).toEqual([]);
  });

  test.each([
    ['', '#/query/eventId'],
    ['?eventId=old_camp', '#/query/eventId'],
    [`?eventId=${randomUUID()}&from=x`, '#/query/from'],
  ])('the query %s is refused', async (query, pointer) => {
    const id = await make();
    for (const reply of [
      await running.as(creator)('get', `/speakers/${id}/availability${query}`),
      await running.as(creator)('put', `/speakers/${id}/availability${query}`, []),
    ]) {
      expectProblem(reply, 400, { pointer });
    }
  });
});

const hourOf = (day: number, hour: number, minute = 0) =>
  `2027-05-${String(day + 1).padStart(2, '0')}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00Z`;
