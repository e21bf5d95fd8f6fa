import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { awaitPreviews, makeEvent, makePublished, type TestEvent } from './support/events';
import { type FakeUpstream, startFakeSessionService } from './support/fake-upstream';
import { person, registerPerson } from './support/registrations';
import { type App, startEventService } from './support/start';

const hourMs = 3_600_000;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();
const open = { opensAt: null, closesAt: null, paused: false };

describe('registration has a window', () => {
  let running: App;
  let sessions: FakeUpstream;
  beforeAll(async () => {
    sessions = await startFakeSessionService({ PreviewEventChange: () => ({}), SummarizeEvent: () => ({}) });
    running = await startEventService({ sessionTarget: sessions.target });
    await awaitPreviews(running);
  });
  afterAll(async () => {
    await running.stop();
    await sessions.stop();
  });

  const set = async ({ id, owner }: TestEvent, registration: object | null) =>
    expectStatus(await owner('patch', `/events/${id}`, { registration }), 200).body.registration;
  const actions = async ({ id }: TestEvent, api = running.as(randomUUID())) =>
    (await api('get', `/events/${id}`)).body.allowedActions;

  test('of a new event it is open from publishing on, to whoever asks', async () => {
    const event = await makePublished(running);
    const { body } = await event.owner('get', `/events/${event.id}`);
    expect(body.registration).toEqual(open);
    expect(body.allowedActions).toContain('register');
    expect(await actions(event)).toEqual(['register']);
    expectStatus(await person(running).register(event.id), 201);
  });

  test.each([
    ['that opens later', { opensAt: at(hourMs) }, 'not-open-yet'],
    ['that has closed', { closesAt: at(-hourMs) }, 'closed'],
    ['that is paused', { paused: true }, 'paused'],
    ['that there is none of', null, 'none'],
  ])('%s nobody can register, and is told why; the reason gone, all can', async (_, registration, reason) => {
    const event = await makePublished(running);
    const early = await registerPerson(running, event.id);
    const shown = await set(event, registration);
    const { opensAt = null, closesAt = null } = shown ?? {};
    const late = person(running);
    expectProblem(await late.register(event.id), 409, {
      ...{ code: 'registration.closed', reason, opensAt, closesAt },
      ...{ eventStatus: 'published', endsAt: '2027-05-03T16:00:00.000Z' },
    });
    expect(await actions(event)).toEqual([]);
    expect((await event.owner('get', `/events/${event.id}/summary`)).body.registrationOpen).toBe(false);
    // Whoever was in time keeps the seat, and may still give it back.
    expectStatus(await early.register(event.id), 200);
    expectStatus(await early.cancel(event.id), 204);
    expect(await set(event, open)).toEqual(open);
    expect((await event.owner('get', `/events/${event.id}/summary`)).body.registrationOpen).toBe(true);
    expectStatus(await late.register(event.id), 201);
  });

  test('a patch keeps what it does not name, and the call for papers works with an event that has no registration', async () => {
    const cfp = { opensAt: at(-hourMs), closesAt: at(hourMs) };
    const event = await makePublished(running, { registration: null, cfp });
    expect((await event.owner('get', `/events/${event.id}`)).body).toMatchObject({ registration: null, cfp });
    const [opensAt, closesAt] = [at(hourMs), at(2 * hourMs)];
    expect(await set(event, { opensAt, closesAt })).toEqual({ opensAt, closesAt, paused: false });
    expect(await set(event, { paused: true, opensAt: null })).toEqual({ opensAt: null, closesAt, paused: true });
  });

  test.each<[string, object, string]>([
    [
      'an end that is no later than its start',
      { opensAt: '2027-01-02T00:00:00Z', closesAt: '2027-01-02T00:00:00Z' },
      '/closesAt',
    ],
    ['a year that no calendar has', { opensAt: '2300-01-01T00:00:00Z' }, '/opensAt'],
    ['something else than a switch', { paused: 'yes' }, '/paused'],
  ])('%s is refused, and nothing changes', async (_, registration, pointer) => {
    const { id, owner } = await makeEvent(running);
    expectProblem(await owner('patch', `/events/${id}`, { registration }), 400, {
      pointer: `#/registration${pointer}`,
    });
    expect((await owner('get', `/events/${id}`)).body).toMatchObject({ registration: open, version: 1 });
  });

  test('windows move with an event whose slots do, by what the clocks show, but for what is given', async () => {
    const windows = {
      cfp: { opensAt: '2027-01-01T00:00:00.000Z', closesAt: '2027-03-01T00:00:00.000Z' },
      registration: { opensAt: '2027-02-01T00:00:00.000Z', closesAt: '2027-04-01T00:00:00.000Z', paused: false },
    };
    const later = { startsAt: '2027-05-08T08:00:00Z', endsAt: '2027-05-10T16:00:00Z' };
    const { id, owner } = await makeEvent(running, windows);
    expect((await owner('patch', `/events/${id}`, later)).body).toMatchObject(windows);
    const back = { startsAt: '2027-05-01T08:00:00Z', endsAt: '2027-05-03T16:00:00Z' };
    expectStatus(await owner('patch', `/events/${id}`, back), 200);
    const closesAt = '2027-04-02T00:00:00.000Z';
    const moved = await owner('patch', `/events/${id}?slots=move`, { ...later, registration: { closesAt } });
    expect(expectStatus(moved, 200).body).toMatchObject({
      cfp: { opensAt: '2027-01-08T00:00:00.000Z', closesAt: '2027-03-08T00:00:00.000Z' },
      registration: { opensAt: '2027-02-08T00:00:00.000Z', closesAt, paused: false },
    });
  });

  test('of those who register while it is paused, none is in after the pause is answered', async () => {
    const event = await makePublished(running);
    const rush = Array.from({ length: 30 }, () => person(running).register(event.id));
    await set(event, { paused: true });
    const count = `SELECT count(*)::int AS n FROM registrations WHERE event_id = $1`;
    const before = await running.database.query(count, [event.id]);
    await Promise.all(rush);
    expect(await running.database.query(count, [event.id])).toEqual(before);
  });

  test('the database itself refuses a seat where nobody can register, and a window that is none', async () => {
    const event = await makePublished(running, { registration: { paused: true } });
    const seat = `INSERT INTO registrations (id, event_id, user_id, status, ticket_code, confirmed_at)
      VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'confirmed', gen_random_uuid(), now())`;
    const refused = (constraint: string) => expect.objectContaining({ constraint });
    await expect(running.database.query(seat, [event.id])).rejects.toEqual(refused('registrations_while_open'));
    const change = (assignments: string) =>
      running.database.query(`UPDATE events SET ${assignments} WHERE id = $1`, [event.id]);
    await expect(change('registration_opens_at = now(), registration_closes_at = now()')).rejects.toEqual(
      refused('events_registration_closes_after_opening'),
    );
    await expect(change('has_registration = false')).rejects.toEqual(refused('events_without_registration_no_window'));
  });
});

describe('an event that is not listed', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  test('is in no list and no search of others, is there by its address, and stays with its own people', async () => {
    const word = `quiet${randomUUID().slice(0, 8)}`;
    const quiet = await makePublished(running, { title: `A ${word} gathering`, listed: false });
    const loud = await makePublished(running, { title: `A ${word} festival` });
    const stranger = running.as(randomUUID());
    const found = async (query: string, api: TestEvent['owner'] = running.as()) =>
      (await api('get', `/events?${query}`)).body.data.map(({ id }) => id).toSorted();
    for (const api of [running.as(), stranger]) {
      expect(await found(`q=${word}`, api)).toEqual([loud.id]);
      expect(await found('sort=-createdAt', api)).not.toContain(quiet.id);
      expectStatus(await api('get', `/events/${quiet.slug}`), 200);
    }
    const page = await fetch(`${running.url}/page-heads/e/${quiet.slug}`);
    expect(await page.text()).toContain('noindex');
    expect((await stranger('get', `/events?q=${word}&count=true`)).body.page.total).toBe(1);
    expect(await found(`q=${word}`, quiet.owner)).toEqual([quiet.id, loud.id].toSorted());
    expect(await found('mine=true', quiet.owner)).toEqual([quiet.id]);
    expectStatus(await quiet.owner('patch', `/events/${quiet.id}`, { listed: true }), 200);
    expect(await found(`q=${word}`)).toEqual([quiet.id, loud.id].toSorted());
  });
});
