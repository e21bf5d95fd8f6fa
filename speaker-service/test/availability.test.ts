import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Running, startSpeakerService } from './support/start';

describe('availability', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startSpeakerService();
  });
  afterAll(() => running.stop());

  const maker = randomUUID();
  const make = async () => (await running.as(maker)('post', '/speakers', { name: 'Ada' })).body.id as string;
  const at = (id: string, eventId: string) => `/speakers/${id}/availability?eventId=${eventId}`;
  const tell = (id: string, eventId: string, intervals: object) => running.as(maker)('put', at(id, eventId), intervals);
  const read = (id: string, eventId: string) => running.as(maker)('get', at(id, eventId));
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
    const told = await tell(id, event, [sunday, night, friday]);
    expect([told.status, told.body]).toEqual([200, [fridayNight, wholeSunday]]);
    const seen = await read(id, event);
    expect([seen.body, seen.headers.etag]).toEqual([told.body, told.headers.etag]);
  });

  test('telling anew replaces all of that event and nothing of another', async () => {
    const [id, one, other] = [await make(), randomUUID(), randomUUID()];
    await tell(id, one, [friday]);
    await tell(id, other, [sunday]);
    expect((await tell(id, one, [sunday])).body).toEqual([wholeSunday]);
    expect((await tell(id, one, [])).body).toEqual([]);
    expect((await read(id, one)).body).toEqual([]);
    expect((await read(id, other)).body).toEqual([wholeSunday]);
  });

  test('each change is told once with the whole, in the order of the versions; the same said anew changes nothing', async () => {
    const [id, event] = [await make(), randomUUID()];
    const first = await tell(id, event, [friday, night]);
    const same = await tell(id, event, [fridayNight]);
    expect(same.headers.etag).toBe(first.headers.etag);
    await tell(id, event, []);
    expect(await messagesOf(id)).toEqual([
      { sequence: 2, payload: { id, eventId: event, intervals: [fridayNight] } },
      { sequence: 3, payload: { id, eventId: event, intervals: [] } },
    ]);
  });

  test('who read an older list does not overwrite the newer', async () => {
    const [id, event] = [await make(), randomUUID()];
    const before = (await read(id, event)).headers.etag ?? '';
    const first = await tell(id, event, [friday]).set('if-match', before);
    expect(first.status).toBe(200);
    const stale = await tell(id, event, [sunday]).set('if-match', before);
    expect([stale.status, stale.headers.etag]).toEqual([412, first.headers.etag]);
    expect((await read(id, event)).body).toHaveLength(1);
    const unchanged = await read(id, event).set('if-none-match', first.headers.etag ?? '');
    expect(unchanged.status).toBe(304);
  });

  test('of ten lists told at once one remains, whole, and each left its message', async () => {
    const [id, event] = [await make(), randomUUID()];
    const list = (n: number) => [1, 2, 3].map(hour => ({ startsAt: hourOf(n, hour), endsAt: hourOf(n, hour, 30) }));
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => tell(id, event, list(n))));
    expect(replies.map(reply => reply.status)).toEqual(Array(10).fill(200));
    const messages = await messagesOf(id);
    expect(messages).toHaveLength(10);
    expect(messages.at(-1)?.payload).toEqual({ id, eventId: event, intervals: (await read(id, event)).body });
  });

  test('the database itself refuses times that touch, whoever writes them', async () => {
    const [id, event] = [await make(), randomUUID()];
    await tell(id, event, [friday]);
    const insert = running.database.query('INSERT INTO availability_intervals VALUES ($1, $2, $3, $4)', [
      id,
      event,
      night.startsAt,
      night.endsAt,
    ]);
    await expect(insert).rejects.toThrow('availability_intervals_apart');
  });

  test('it goes with the profile', async () => {
    const [id, event] = [await make(), randomUUID()];
    await tell(id, event, [friday]);
    expect((await running.as(maker)('delete', `/speakers/${id}`)).status).toBe(204);
    expect((await read(id, event)).status).toBe(404);
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
    const reply = await tell(id, event, body);
    expect([reply.status, reply.body.errors?.[0].pointer]).toEqual([400, pointer]);
    expect(await messagesOf(id)).toEqual([]);
  });

  test.each([
    ['', '#/query/eventId'],
    ['?eventId=camp', '#/query/eventId'],
    [`?eventId=${randomUUID()}&from=x`, '#/query/from'],
  ])('the query %s is refused', async (query, pointer) => {
    const id = await make();
    for (const reply of [
      await running.as(maker)('get', `/speakers/${id}/availability${query}`),
      await running.as(maker)('put', `/speakers/${id}/availability${query}`, []),
    ]) {
      expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, pointer]);
    }
  });
});

const hourOf = (day: number, hour: number, minute = 0) =>
  `2027-05-${String(day + 1).padStart(2, '0')}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00Z`;
