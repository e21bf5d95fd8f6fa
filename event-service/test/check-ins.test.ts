import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Made, makePublished } from './support/events';
import { registered } from './support/registrations';
import { type Running, startEventService } from './support/start';

describe('at the door', () => {
  let running: Running;
  let event: Made;
  beforeAll(async () => {
    running = await startEventService();
    event = await makePublished(running, { startsAt: '2020-01-01T00:00:00Z', endsAt: '2020-12-30T00:00:00Z' });
    await running.database.query(`UPDATE events SET starts_at = now(), ends_at = now() + interval '1 day'`);
  });
  afterAll(() => running.stop());

  const scan = (body: object, at: Made = event) => at.owner('post', `/events/${at.id}/check-ins`, body);
  const undo = (id: string) => event.owner('delete', `/events/${event.id}/check-ins/${id}`);
  const guest = async () => {
    const [somebody] = await registered(running, event.id, 1);
    if (!somebody) throw new Error('a guest');
    return { ...somebody, ticketCode: String((await somebody.mine(event.id)).body.ticketCode) };
  };

  test('a ticket lets in once; a second scan is told, with the time of the first', async () => {
    const { id, userId, ticketCode, mine, leave } = await guest();
    const first = await scan({ ticketCode: ticketCode.toLowerCase().replaceAll('-', ' ') });
    expect([first.status, first.body]).toEqual([
      201,
      {
        id: expect.any(String),
        eventId: event.id,
        registrationId: id,
        userId,
        checkedInAt: expect.any(String),
        alreadyCheckedIn: false,
      },
    ]);
    const second = await scan({ ticketCode, nonce: randomUUID() });
    expect([second.status, second.body]).toEqual([200, { ...first.body, alreadyCheckedIn: true }]);
    expect((await mine(event.id)).body).toMatchObject({
      checkedInAt: first.body.checkedInAt,
      version: 2,
      allowedActions: [],
    });
    expect((await leave(event.id)).body.code).toBe('registration.checked-in');
    const sent = await running.database.query(
      'SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY id',
      [id],
    );
    expect(sent.at(-1)).toEqual({
      type: 'registration.checked-in.v1',
      sequence: 2,
      payload: { id, eventId: event.id, userId, status: 'confirmed', checkedInAt: first.body.checkedInAt },
    });
    expect(sent).toHaveLength(2);
  });

  test('of twenty scans of one ticket at once, one lets in', async () => {
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
    expect([first.status, first.body.checkedInAt]).toEqual([201, at]);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const other = await guest();
    expect((await scan({ ...body, ticketCode: other.ticketCode })).body.code).toBe('check-in.nonce-reused');
  });

  test('a check-in is undone, once; the same scan does not bring it back, a new one does', async () => {
    const { ticketCode, mine } = await guest();
    const body = { ticketCode, at: new Date(Date.now() - 1_000).toISOString(), nonce: randomUUID() };
    const { body: made } = await scan(body);
    expect((await undo(made.id)).status).toBe(204);
    expect((await undo(made.id)).status).toBe(204);
    expect((await mine(event.id)).body).toMatchObject({ checkedInAt: null, version: 3 });
    expect((await scan(body)).body.code).toBe('check-in.undone');
    expect((await scan({ ...body, nonce: randomUUID() })).body.code).toBe('check-in.undone');
    const again = await scan({ ticketCode });
    expect([again.status, again.body.alreadyCheckedIn]).toEqual([201, false]);
    expect(again.body.id).not.toBe(made.id);
    expect((await undo(randomUUID())).status).toBe(404);
  });

  test('no ticket, no entry: unknown, of another event, cancelled, or still waiting', async () => {
    const { ticketCode, leave } = await guest();
    const elsewhere = await makePublished(running);
    expect((await scan({ ticketCode }, elsewhere)).status).toBe(404);
    expect((await scan({ ticketCode: '00000-00000-00000-00000' })).status).toBe(404);
    await leave(event.id);
    expect((await scan({ ticketCode })).body.code).toBe('check-in.ticket-cancelled');
    const off = await makePublished(running);
    await off.owner('post', `/events/${off.id}/cancel`, { reason: 'rain' });
    expect((await scan({ ticketCode }, off)).body.code).toBe('check-in.event-cancelled');
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
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, pointer]);
  });

  test('only those at the door check in and undo', async () => {
    const { ticketCode, api } = await guest();
    const path = `/events/${event.id}/check-ins`;
    expect((await api('post', path, { ticketCode })).status).toBe(403);
    expect((await api('delete', `${path}/${randomUUID()}`)).status).toBe(403);
    expect((await running.as()('post', path, { ticketCode })).status).toBe(401);
    expect((await running.as(randomUUID(), 'admin')('post', path, { ticketCode })).status).toBe(201);
  });
});
