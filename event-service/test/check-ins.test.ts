import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePublished, type TestEvent } from './support/events';
import { registered } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('check-in', () => {
  let running: App;
  let event: TestEvent;
  beforeAll(async () => {
    running = await startEventService();
    event = await makePublished(running, { startsAt: '2020-01-01T00:00:00Z', endsAt: '2020-12-30T00:00:00Z' });
    await running.database.query(`UPDATE events SET starts_at = now(), ends_at = now() + interval '1 day'`);
  });
  afterAll(() => running.stop());

  const scan = (body: object, at: TestEvent = event) => at.owner('post', `/events/${at.id}/check-ins`, body);
  const undo = (id: string) => event.owner('delete', `/events/${event.id}/check-ins/${id}`);
  const guest = async () => {
    const [somebody] = await registered(running, event.id, 1);
    if (!somebody) throw new Error('a guest');
    return { ...somebody, ticketCode: String((await somebody.mine(event.id)).body.ticketCode) };
  };

  test('a ticket checks in once; a second scan answers with the time of the first', async () => {
    const { id, userId, ticketCode, mine, cancel } = await guest();
    const first = await scan({ ticketCode: ticketCode.toLowerCase().replaceAll('-', ' ') });
    expectStatus(first, 201);
    expect(first.body).toEqual({
      id: expect.any(String),
      eventId: event.id,
      registrationId: id,
      userId,
      name: null,
      checkedInAt: expect.any(String),
      alreadyCheckedIn: false,
      cancelledAt: null,
    });
    const second = await scan({ ticketCode, nonce: randomUUID() });
    expectStatus(second, 200);
    expect(second.body).toEqual({ ...first.body, alreadyCheckedIn: true });
    expect((await mine(event.id)).body).toMatchObject({
      checkedInAt: first.body.checkedInAt,
      version: 2,
      allowedActions: [],
    });
    expectStatus(await cancel(event.id), 409, 'registration.checked-in');
    const sent = await running.database.query(
      'SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY id',
      [id],
    );
    expect(sent.at(-1)).toEqual({
      type: 'registration.checked-in.v1',
      sequence: 2,
      payload: {
        id,
        eventId: event.id,
        userId,
        status: 'confirmed',
        position: null,
        checkedInAt: first.body.checkedInAt,
      },
    });
    expect(sent).toHaveLength(2);
  });

  test('of twenty scans of one ticket at once, one checks in', async () => {
    const { ticketCode } = await guest();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) => scan({ ticketCode, nonce: `${ticketCode} ${n}` })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.alreadyCheckedIn === true)).toHaveLength(19);
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
  });

  test('what was scanned offline counts at its own time, and may be sent again', async () => {
    const { ticketCode } = await guest();
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const body = { ticketCode, at, nonce: randomUUID() };
    const [first, again] = [await scan(body), await scan(body)];
    expectStatus(first, 201);
    expect(first.body.checkedInAt).toEqual(at);
    expectStatus(again, 200);
    expect(again.body).toEqual(first.body);
    const other = await guest();
    expectStatus(await scan({ ...body, ticketCode: other.ticketCode }), 409, 'check-in.nonce-reused');
  });

  test('of scans that arrive in any order, the earliest says when, and a message tells it', async () => {
    const { id, ticketCode, mine } = await guest();
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const [first, second, third] = [ago(30), ago(20), ago(10)];
    const nonce = randomUUID();
    expectStatus(await scan({ ticketCode, at: second }), 201);
    const { body: made } = await scan({ ticketCode, at: third });
    expect(made).toMatchObject({ checkedInAt: second, alreadyCheckedIn: true });
    for (const reply of [await scan({ ticketCode, at: first, nonce }), await scan({ ticketCode, at: first, nonce })]) {
      expectStatus(reply, 200);
      expect(reply.body).toEqual({ ...made, checkedInAt: first, alreadyCheckedIn: true });
    }
    expect((await mine(event.id)).body).toMatchObject({ checkedInAt: first, version: 3 });
    const sent = await running.database.query(
      `SELECT payload->>'checkedInAt' AS at FROM outbox WHERE subject = $1 AND type = 'registration.checked-in.v1' ORDER BY id`,
      [id],
    );
    expect(sent).toEqual([{ at: second }, { at: first }]);
  });

  test('a scan of before an undone check-in does not move the one that came after it', async () => {
    const { ticketCode } = await guest();
    const at = new Date(Date.now() - 60_000).toISOString();
    await undo((await scan({ ticketCode })).body.id);
    const { body: again } = await scan({ ticketCode });
    expect((await scan({ ticketCode, at })).body).toEqual({ ...again, alreadyCheckedIn: true });
  });

  test('a scan of before the cancellation counts, with the fact; one of after it does not', async () => {
    const { id, ticketCode, cancel, mine } = await guest();
    const at = new Date(Date.now() - 60_000).toISOString();
    expectStatus(await cancel(event.id), 204);
    expectStatus(await scan({ ticketCode }), 409, 'registration.cancelled');
    const late = await scan({ ticketCode, at, nonce: randomUUID() });
    expectStatus(late, 201);
    const row = await event.owner('get', `/events/${event.id}/registrations/${id}`);
    expect(row.body).toMatchObject({ status: 'cancelled', checkedInAt: at, cancelledAt: late.body.cancelledAt });
    expect(String(late.body.cancelledAt) > at).toBe(true);
    expectStatus(await mine(event.id), 404);
  });

  test('also when it was the event that was cancelled', async () => {
    const off = await makePublished(running);
    const [somebody] = await registered(running, off.id, 1);
    const ticketCode = (await somebody?.mine(off.id))?.body.ticketCode;
    const at = new Date(Date.now() - 60_000).toISOString();
    await off.owner('post', `/events/${off.id}/cancel`, { reason: 'rain' });
    expectStatus(await scan({ ticketCode }, off), 409, 'event.cancelled');
    expectStatus(await scan({ ticketCode, at }, off), 201);
  });

  test('a check-in is undone, once; the same scan does not bring it back, a new one does', async () => {
    const { ticketCode, mine } = await guest();
    const body = { ticketCode, at: new Date(Date.now() - 1_000).toISOString(), nonce: randomUUID() };
    const { body: made } = await scan(body);
    expectStatus(await undo(made.id), 204);
    expectStatus(await undo(made.id), 204);
    expect((await mine(event.id)).body).toMatchObject({ checkedInAt: null, version: 3 });
    expectStatus(await scan(body), 409, 'check-in.undone');
    expectStatus(await scan({ ...body, nonce: randomUUID() }), 409, 'check-in.undone');
    const again = await scan({ ticketCode });
    expectStatus(again, 201);
    expect(again.body.alreadyCheckedIn).toBe(false);
    expect(again.body.id).not.toBe(made.id);
    expectStatus(await undo(randomUUID()), 404);
  });

  test('no check-in without a valid ticket: unknown, of another event, cancelled, or still waiting', async () => {
    const { ticketCode, cancel } = await guest();
    const elsewhere = await makePublished(running);
    expectStatus(await scan({ ticketCode }, elsewhere), 404);
    expectStatus(await scan({ ticketCode: '00000-00000-00000-00000' }), 404);
    await cancel(event.id);
    expectStatus(await scan({ ticketCode }), 409, 'registration.cancelled');
    const off = await makePublished(running);
    await off.owner('post', `/events/${off.id}/cancel`, { reason: 'rain' });
    expectStatus(await scan({ ticketCode }, off), 409, 'event.cancelled');
  });

  test.each<[string, object, string]>([
    ['no ticket', {}, '#/ticketCode'],
    ['an empty ticket', { ticketCode: ' ' }, '#/ticketCode'],
    ['a time in the future', { ticketCode: 'x', at: new Date(Date.now() + 3_600_000).toISOString() }, '#/at'],
    ['a time without a zone', { ticketCode: 'x', at: '2027-05-01T08:00:00' }, '#/at'],
    ['a nonce of 101 characters', { ticketCode: 'x', nonce: 'n'.repeat(101) }, '#/nonce'],
    ['something else', { ticketCode: 'x', force: true }, '#/force'],
  ])('a scan with %s is refused', async (_, body, pointer) => {
    const reply = await scan(body);
    expectProblem(reply, 400, { pointer });
  });

  test('only the team and the stewards check in and undo', async () => {
    const { ticketCode, api } = await guest();
    const path = `/events/${event.id}/check-ins`;
    expectStatus(await api('post', path, { ticketCode }), 403);
    expectStatus(await api('delete', `${path}/${randomUUID()}`), 403);
    expectStatus(await running.as()('post', path, { ticketCode }), 401);
    expectStatus(await running.as(randomUUID(), 'admin')('post', path, { ticketCode }), 201);
  });
});
