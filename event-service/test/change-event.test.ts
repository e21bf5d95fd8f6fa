import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { awaitPreviews, makeEvent, makePublished } from './support/events';
import { type FakeUpstream, startFakeSessionService } from './support/fake-upstream';
import { registered } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('changing an event', () => {
  let running: App;
  let sessions: FakeUpstream;
  let slotsOutside: object[] = [];
  let slotsMoved: object[] = [];
  let asked: object | undefined;
  beforeAll(async () => {
    sessions = await startFakeSessionService({
      PreviewEventChange: request => {
        asked = request;
        return { slots_outside: slotsOutside, slots_moved: slotsMoved };
      },
    });
    running = await startEventService({ sessionTarget: sessions.target });
    await awaitPreviews(running);
  });
  beforeEach(() => {
    [slotsOutside, slotsMoved] = [[], []];
    asked = undefined;
    sessions.behave('healthy');
  });
  afterAll(async () => {
    await running.stop();
    await sessions.stop();
  });

  const rowOf = async (id: string) =>
    (await running.database.query<{ version: number }>('SELECT * FROM events WHERE id = $1', [id]))[0];
  const messagesOf = (id: string) =>
    running.database.query<{ type: string; sequence: number }>(
      'SELECT type, sequence FROM outbox WHERE subject = $1 ORDER BY id',
      [id],
    );
  const lastPayloadOf = async (id: string) =>
    (
      await running.database.query<{ payload: object }>(
        'SELECT payload FROM outbox WHERE subject = $1 ORDER BY id DESC LIMIT 1',
        [id],
      )
    )[0]?.payload;
  const outside = () => ({
    slot_id: randomUUID(),
    session_id: randomUUID(),
    title: 'Opening',
    room_id: randomUUID(),
    starts_at: '2027-05-01T08:00:00.000Z',
    ends_at: '2027-05-01T09:00:00.000Z',
  });

  test('what is given changes, null clears, all else stays; version and message follow', async () => {
    const { id, owner } = await makeEvent(running, { capacity: 10, description: 'x' });
    const reply = await owner('patch', `/events/${id}`, {
      title: 'New',
      venue: { city: 'Wien', country: null },
      capacity: null,
      tags: ['a'],
    });
    expectStatus(reply, 200);
    expect(reply.body).toMatchObject({
      title: 'New',
      description: 'x',
      venue: { name: 'Town Hall', city: 'Wien', country: null },
      capacity: null,
      seats: { capacity: null },
      tags: ['a'],
      version: 2,
    });
    expect((await owner('get', `/events/${id}`)).body).toEqual(reply.body);
    expect(await messagesOf(id)).toEqual([
      { type: 'event.created.v1', sequence: 1 },
      { type: 'event.updated.v1', sequence: 2 },
    ]);
  });

  test('a patch that changes nothing leaves version and messages as they are', async () => {
    const { id, owner } = await makeEvent(running, { tags: ['a'] });
    const { body } = await owner('get', `/events/${id}`);
    const reply = await owner('patch', `/events/${id}`, { title: body.title, venue: { city: 'Berlin' }, tags: ['a'] });
    expect(reply.body).toEqual(body);
    expect(await messagesOf(id)).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ['an empty title', { title: '' }, '#/title'],
    ['a cleared title', { title: null }, '#/title'],
    ['an end before the start', { endsAt: '2027-04-01T00:00:00Z' }, '#/endsAt'],
    ['a start after the end', { startsAt: '2027-06-01T00:00:00Z' }, '#/endsAt'],
    ['a venue without a name', { venue: { name: null } }, '#/venue/name'],
    ['half a call for papers', { cfp: { opensAt: '2027-01-01T00:00:00Z' } }, '#/cfp/closesAt'],
    ['a slug of the shape of an id', { slug: randomUUID() }, '#/slug'],
    ['a slug of the shape of an id in upper case', { slug: randomUUID().toUpperCase() }, '#/slug'],
    ['an unknown field', { colour: 'red' }, '#/colour'],
    ['an owner', { ownerId: randomUUID() }, '#/ownerId'],
    ['a version', { version: 7 }, '#/version'],
  ])('%s is refused, and nothing changes', async (_, patch, pointer) => {
    const { id, owner } = await makeEvent(running);
    const before = await rowOf(id);
    const reply = await owner('patch', `/events/${id}`, patch);
    expectProblem(reply, 400, { pointer });
    expect(await rowOf(id)).toEqual(before);
  });

  test('others may not: a draft they do not know of, a public event they may not touch', async () => {
    const draft = await makeEvent(running);
    const open = await makePublished(running);
    const other = running.as(randomUUID());
    expectStatus(await other('patch', `/events/${draft.id}`, { title: 'x' }), 404);
    expectStatus(await other('patch', `/events/${open.id}`, { title: 'x' }), 403);
    expectStatus(await other('delete', `/events/${draft.id}`), 404);
    expectStatus(await running.as()('patch', `/events/${open.id}`, { title: 'x' }), 401);
    expectStatus(await running.as(randomUUID(), 'admin')('patch', `/events/${open.id}`, { title: 'x' }), 200);
  });

  test('a stale change is refused with the current version; of ten at once on one version, one succeeds', async () => {
    const { id, owner } = await makeEvent(running);
    const patch = (title: string, etag: string) => owner('patch', `/events/${id}`, { title }).set('if-match', etag);
    const read = await owner('get', `/events/${id}`);
    const replies = await Promise.all(Array.from({ length: 10 }, (_, i) => patch(`T${i}`, String(read.headers.etag))));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, ...Array(9).fill(412)]);
    const stale = replies.find(reply => reply.status === 412);
    expect(stale?.headers.etag).toBe((await owner('get', `/events/${id}`)).headers.etag);
    expect((await messagesOf(id)).map(message => message.sequence)).toEqual([1, 2]);
  });

  test('a new slug must be free; one’s own old one is', async () => {
    const taken = await makeEvent(running);
    const { id, slug, owner } = await makeEvent(running);
    const refused = await owner('patch', `/events/${id}`, { slug: taken.slug });
    expectStatus(refused, 409, 'event.slug-taken');
    expectStatus(await owner('patch', `/events/${id}`, { slug: `x-${randomUUID().slice(0, 8)}` }), 200);
    expect((await owner('patch', `/events/${id}`, { slug })).body.slug).toBe(slug);
  });

  test('the capacity cannot go below the seats that are taken', async () => {
    const { id, owner } = await makePublished(running, { capacity: 5 });
    await registered(running, id, 3);
    const refused = await owner('patch', `/events/${id}`, { capacity: 2 });
    expectProblem(refused, 409, { code: 'event.capacity-below-taken', taken: 3 });
    expect((await owner('patch', `/events/${id}`, { capacity: 3 })).body.seats).toEqual({
      capacity: 3,
      taken: 3,
      waitlisted: 0,
    });
  });

  test('a public event keeps a place to go to', async () => {
    const { id, owner } = await makePublished(running);
    expectStatus(await owner('patch', `/events/${id}`, { venue: null }), 409, 'event.no-place');
    const online = await owner('patch', `/events/${id}`, { venue: null, onlineUrl: 'https://live.example/x' });
    expect(online.body).toMatchObject({ venue: null, onlineUrl: 'https://live.example/x' });
  });

  test('a new zone keeps what the clocks show, across a change of the clocks too', async () => {
    const { id, owner } = await makeEvent(running, {
      startsAt: '2027-03-27T09:00:00+01:00',
      endsAt: '2027-03-29T18:00:00+02:00',
      cfp: { opensAt: '2027-01-01T00:00:00+01:00', closesAt: '2027-02-01T00:00:00+01:00' },
    });
    const reply = await owner('patch', `/events/${id}`, { timezone: 'Asia/Kolkata' });
    expect(reply.body).toMatchObject({
      startsAt: new Date('2027-03-27T09:00:00+05:30').toISOString(),
      endsAt: new Date('2027-03-29T18:00:00+05:30').toISOString(),
      cfp: { opensAt: new Date('2027-01-01T00:00:00+05:30').toISOString() },
    });
    const exact = { timezone: 'UTC', startsAt: '2027-03-27T12:00:00Z' };
    expect((await owner('patch', `/events/${id}`, exact)).body).toMatchObject({
      startsAt: '2027-03-27T12:00:00.000Z',
      endsAt: '2027-03-29T18:00:00.000Z',
    });
  });

  test('dates that concern slots are refused with what would become of them, and nothing changes', async () => {
    const { id, owner } = await makeEvent(running);
    const before = await rowOf(id);
    const slot = outside();
    const shown = {
      ...{ slotId: slot.slot_id, sessionId: slot.session_id, title: 'Opening', roomId: slot.room_id },
      ...{ startsAt: slot.starts_at, endsAt: slot.ends_at },
    };
    const movedTo = { startsAt: '2027-05-02T08:00:00.000Z', endsAt: '2027-05-02T09:00:00.000Z' };
    slotsOutside = [slot];
    slotsMoved = [{ ...slot, moved_starts_at: movedTo.startsAt, moved_ends_at: movedTo.endsAt, refused_by: 'speaker' }];
    const reply = await owner('patch', `/events/${id}`, { startsAt: '2027-05-02T08:00:00Z', title: 'x' });
    const moved = { ...shown, movedTo, refusedBy: 'speaker' };
    const impact = { slotsOutside: [shown], slotsMoved: [moved] };
    expectProblem(reply, 409, { code: 'event.has-slots', impact });
    expect(asked).toEqual({
      event_id: id,
      starts_at: '2027-05-02T08:00:00.000Z',
      ends_at: '2027-05-03T16:00:00.000Z',
      timezone: 'Europe/Berlin',
      from_starts_at: '2027-05-01T08:00:00.000Z',
      from_timezone: 'Europe/Berlin',
    });
    const refused = await owner('patch', `/events/${id}?slots=move`, { startsAt: '2027-05-02T08:00:00Z' });
    expectProblem(refused, 409, { code: 'event.slots-immovable', impact: { slotsMoved: [moved] } });
    expect(await rowOf(id)).toEqual(before);
    [slotsOutside, slotsMoved] = [[], []];
    expectStatus(await owner('patch', `/events/${id}`, { startsAt: '2027-05-02T08:00:00Z' }), 200);
  });

  test('a team says what becomes of the slots: they move with the event, which the message tells, or those outside go', async () => {
    const { id, owner } = await makeEvent(running);
    slotsOutside = [outside()];
    const dates = { startsAt: '2027-05-02T08:00:00Z', endsAt: '2027-05-04T16:00:00Z' };
    expectProblem(await owner('patch', `/events/${id}?slots=yes`, dates), 400, { pointer: '#/query/slots' });
    expectStatus(await owner('patch', `/events/${id}`, dates), 409, 'event.has-slots');
    expectStatus(await owner('patch', `/events/${id}?slots=move`, { ...dates, timezone: 'Asia/Kolkata' }), 200);
    const from = {
      startsAt: '2027-05-01T08:00:00.000Z',
      endsAt: '2027-05-03T16:00:00.000Z',
      timezone: 'Europe/Berlin',
    };
    const to = { startsAt: '2027-05-02T08:00:00.000Z', endsAt: '2027-05-04T16:00:00.000Z', timezone: 'Asia/Kolkata' };
    const moves = [{ version: 2, from, to }];
    expect(await lastPayloadOf(id)).toMatchObject({ ...to, moves });
    const unscheduled = { startsAt: '2027-05-03T08:00:00Z' };
    expectStatus(await owner('patch', `/events/${id}?slots=unschedule`, unscheduled), 200);
    // Whoever missed the message of the move learns of it by any later one.
    expect(await lastPayloadOf(id)).toMatchObject({ startsAt: '2027-05-03T08:00:00.000Z', moves });
    expectStatus(await owner('patch', `/events/${id}?slots=move`, { title: 'Elsewhere' }), 200);
    expect(await lastPayloadOf(id)).toMatchObject({ title: 'Elsewhere', moves });
  });

  test.each(['failing', 'nonsense'] as const)(
    'while session-service is %s a shorter event is a 503 and nothing changes; all else goes on',
    async behaviour => {
      const { id, owner } = await makeEvent(running);
      const before = await rowOf(id);
      sessions.behave(behaviour);
      const reply = await owner('patch', `/events/${id}`, { endsAt: '2027-05-02T08:00:00Z' });
      expectStatus(reply, 503);
      expect(reply.headers['retry-after']).toMatch(/^\d+$/);
      expect(await rowOf(id)).toEqual(before);
      expectStatus(await owner('patch', `/events/${id}`, { endsAt: '2027-05-09T08:00:00Z', title: 'y' }), 200);
    },
  );

  test('a draft is deleted, its slug is free again, and a message is sent', async () => {
    const { id, slug, owner } = await makeEvent(running);
    expectStatus(await owner('delete', `/events/${id}`).set('if-match', '"7"'), 412);
    expectStatus(await owner('delete', `/events/${id}`), 204);
    expectStatus(await owner('get', `/events/${id}`), 404);
    expect((await messagesOf(id)).at(-1)).toEqual({ type: 'event.deleted.v1', sequence: 2 });
    expectStatus(await owner('delete', `/events/${id}`), 404);
    expect((await makeEvent(running, { slug })).slug).toBe(slug);
  });

  test('what was published is not deleted', async () => {
    const { id, owner } = await makePublished(running);
    const reply = await owner('delete', `/events/${id}`);
    expectProblem(reply, 409, { code: 'event.not-deletable', from: 'published' });
    expect(await rowOf(id)).toBeDefined();
  });
});
