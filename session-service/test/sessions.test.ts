import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { expectProblem, expectStatus, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptOffers, type Conference, makeConference, makeSpeaker, speakerName } from './support/conference';
import { type App, startSessionService } from './support/start';

describe('sessions', () => {
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running, { cfpOpen: true });
  });
  afterAll(() => running.stop());

  const propose = (userId: string, fields: object = {}) =>
    running.as(userId)('post', '/sessions', { eventId: camp.id, title: 'On engines', ...fields });

  test('whoever submits while the call for papers is open has a draft that others do not see', async () => {
    const ada = randomUUID();
    const reply = await propose(ada);
    expectStatus(reply, 201);
    expect(reply.body).toMatchObject({
      title: 'On engines',
      type: 'talk',
      level: null,
      languages: [],
      durationMinutes: 45,
      status: 'draft',
      submitterId: ada,
      speakers: [],
      slots: [],
      version: 1,
      allowedActions: ['submit', 'update', 'delete'],
    });
    expect(reply.headers.location).toBe(`/api/v1/sessions/${reply.body.id}`);
    const path = `/sessions/${reply.body.id}` as const;
    expect((await running.as(ada)('get', path)).body).toEqual(reply.body);
    expectStatus(await running.as(randomUUID())('get', path), 404);
    expectStatus(await running.as()('get', path), 404);
    expect((await camp.team('get', path)).body.allowedActions).toEqual(['submit', 'update', 'delete', 'review']);
  });

  test('with the call closed only the team adds sessions, and its breaks are confirmed at once', async () => {
    const closed = await makeConference(running);
    const body = { eventId: closed.id, title: 'Lunch' };
    const refused = await running.as(randomUUID())('post', '/sessions', body);
    expectStatus(refused, 409, 'cfp.closed');
    expect((await closed.team('post', '/sessions', { ...body, submit: true })).body.status).toBe('submitted');
    expect((await closed.team('post', '/sessions', { ...body, type: 'break' })).body.status).toBe('confirmed');
    expect((await running.as(randomUUID(), 'admin')('post', '/sessions', { ...body, type: 'other' })).body.status).toBe(
      'confirmed',
    );
  });

  test('a draft event is unknown to all but its people', async () => {
    const secret = await makeConference(running, { status: 'draft', cfpOpen: true });
    const body = { eventId: secret.id, title: 'Hello' };
    expectStatus(await running.as(randomUUID())('post', '/sessions', body), 404);
    const made = await secret.session('confirmed');
    expectStatus(await running.as()('get', `/sessions/${made}`), 404);
    expect((await running.as()('get', `/sessions?eventId=${secret.id}`)).body.data).toEqual([]);
    expect((await secret.team('get', `/sessions?eventId=${secret.id}`)).body.data).toHaveLength(1);
  });

  test('from proposal to confirmation, every transition is in the history', async () => {
    const [ada, speakerUser] = [randomUUID(), randomUUID()];
    const speaker = await makeSpeaker(running, speakerUser);
    const { body: session } = await propose(ada, { speakerIds: [speaker] });
    await acceptOffers(running, speakerUser);
    const step = <Action extends string>(userId: string, action: Action, body: object = {}) =>
      running.as(userId)('post', `/sessions/${session.id}/${action}`, body);
    expect((await step(ada, 'submit')).body.status).toBe('submitted');
    expectStatus(await step(ada, 'accept'), 403);
    expect((await step(camp.owner, 'accept', { note: 'Fine work', message: 'Come!' })).body).toMatchObject({
      status: 'accepted',
      announcedStatus: 'submitted',
      version: 4,
    });
    expectStatus(await camp.team('post', `/events/${camp.id}/decisions/announce`, { sessionIds: [session.id] }), 200);
    const confirmed = await step(speakerUser, 'confirm');
    expect(confirmed.body).toMatchObject({ status: 'confirmed', allowedActions: ['withdraw'] });
    expect((await running.as()('get', `/sessions/${session.id}`)).body.status).toBe('confirmed');
    const history = await running.as(ada)('get', `/sessions/${session.id}/history?limit=3`);
    expect(history.body.data).toMatchObject([
      { action: 'create', from: null, to: 'draft', actorId: ada, override: false, reason: null },
      { action: 'submit', from: 'draft', to: 'submitted', actorId: ada },
      { action: 'announce', from: 'submitted', to: 'accepted', actorId: camp.owner, message: 'Come!' },
    ]);
    const rest = await running.as(ada)('get', `/sessions/${session.id}/history?cursor=${history.body.page.nextCursor}`);
    expect(rest.body.data).toMatchObject([{ action: 'confirm', actorId: speakerUser }]);
    expectStatus(await running.as(randomUUID())('get', `/sessions/${session.id}/history`), 403);
  });

  test('a transition that is not possible says the status and what is possible', async () => {
    const session = await camp.session('draft');
    const reply = await camp.team('post', `/sessions/${session}/confirm`);
    expectStatus(reply, 409);
    expect(reply.body).toMatchObject({
      code: 'session.illegal-transition',
      from: 'draft',
      to: 'confirmed',
      allowed: ['submit'],
    });
    expect((await camp.team('get', `/sessions/${session}`)).body).toMatchObject({ status: 'draft', version: 1 });
  });

  test('a team may override with a note, which is kept and marked', async () => {
    const session = await camp.session('draft');
    const path = `/sessions/${session}/confirm` as const;
    expectStatus(await camp.team('post', path, { override: true }), 400);
    expect((await camp.team('post', path, { override: true, note: 'By phone' })).body.status).toBe('confirmed');
    const { body } = await camp.team('get', `/sessions/${session}/history`);
    expect(body.data.at(-1)).toMatchObject({ from: 'draft', to: 'confirmed', override: true, note: 'By phone' });
  });

  test('of two who decide at once, one does and the other is told where it stands', async () => {
    const session = await camp.session('submitted');
    const replies = await Promise.all(
      ['accept', 'reject'].map(action => camp.team('post', `/sessions/${session}/${action}`)),
    );
    const { body } = await camp.team('get', `/sessions/${session}/history`);
    const done = replies.filter(reply => reply.status === 200).length;
    expect(body.data).toHaveLength(2 + done);
    for (const [index, step] of body.data.entries()) expect(step.from).toBe(body.data[index - 1]?.to ?? null);
  });

  test('what one repeats with the same key happens once', async () => {
    const make = () => propose(randomUUID()).set('idempotency-key', 'once');
    const ada = randomUUID();
    const first = await propose(ada).set('idempotency-key', 'mine');
    const again = await propose(ada).set('idempotency-key', 'mine');
    expectStatus(again, 201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expectStatus(await propose(ada, { title: 'Other' }).set('idempotency-key', 'mine'), 422);
    expect((await make()).body.id).not.toBe((await make()).body.id);
  });

  describe('changes', () => {
    test('merge: what is absent stays, null clears, and the version tells', async () => {
      const { body: track } = await camp.team('post', '/tracks', { eventId: camp.id, name: `T ${randomUUID()}` });
      const ada = randomUUID();
      const { body: session } = await propose(ada, { trackId: track.id, level: 'beginner', tags: ['a', 'b', 'a'] });
      expect(session.tags).toEqual(['a', 'b']);
      const path = `/sessions/${session.id}` as const;
      const changed = await running.as(ada)('patch', path, { level: null, title: '  On Engines, again ' });
      expect(changed.body).toMatchObject({ level: null, title: 'On Engines, again', trackId: track.id, version: 2 });
      expect((await running.as(ada)('patch', path, { trackId: null })).body.trackId).toBeNull();
    });

    test('a stale one is refused with the current tag', async () => {
      const ada = randomUUID();
      const { body, headers } = await propose(ada);
      const path = `/sessions/${body.id}`;
      const fresh = await running
        .as(ada)('patch', path, { title: 'B' })
        .set('if-match', headers.etag ?? '');
      const stale = await running
        .as(ada)('patch', path, { title: 'C' })
        .set('if-match', headers.etag ?? '');
      expectStatus(fresh, 200);
      expectStatus(stale, 412);
      expect(stale.headers.etag).toEqual(fresh.headers.etag);
    });

    test('end for submitters once it is decided, not for the team', async () => {
      const ada = randomUUID();
      const { body } = await propose(ada, { submit: true });
      expectStatus(await running.as(ada)('patch', `/sessions/${body.id}`, { title: 'B' }), 200);
      await camp.team('post', `/sessions/${body.id}/accept`);
      expectStatus(await camp.team('post', `/events/${camp.id}/decisions/announce`), 200);
      const late = await running.as(ada)('patch', `/sessions/${body.id}`, { title: 'C' });
      expectStatus(late, 409, 'session.not-editable');
      expect((await camp.team('patch', `/sessions/${body.id}`, { title: 'D' })).body.title).toBe('D');
      expectStatus(await running.as(ada)('delete', `/sessions/${body.id}`), 403);
    });
  });

  test('a scheduled session is not deleted before its slots are', async () => {
    const session = await camp.session('accepted');
    const { body: slot } = await camp.book(session, await camp.room(), 9, 10);
    const refused = await camp.team('delete', `/sessions/${session}`);
    expectStatus(refused, 409, 'session.has-slots');
    await camp.team('delete', `/slots/${slot.id}`);
    expectStatus(await camp.team('delete', `/sessions/${session}`), 204);
    expectStatus(await camp.team('get', `/sessions/${session}`), 404);
  });

  test('speakers are put on, given a role and a place, and taken off', async () => {
    const [first, second] = [await makeSpeaker(running), await makeSpeaker(running)];
    const session = await camp.session('draft', { speakerIds: [first] });
    const path = `/sessions/${session}/speakers` as const;
    const put = async (id: string, body: object) => expectStatus(await camp.team('put', `${path}/${id}`, body), 200);
    const one = { name: speakerName, binding: true, pending: false, email: null };
    const added = await put(second, { role: 'moderator' });
    expect(added.body.speakers).toEqual([
      { ...one, speakerId: first, role: 'speaker', position: 0 },
      { ...one, speakerId: second, role: 'moderator', position: 1 },
    ]);
    expect((await put(second, { role: 'moderator' })).body.version).toBe(added.body.version);
    const turned = await put(first, { position: 2 });
    expect(turned.body.speakers.map(link => link.speakerId)).toEqual([second, first]);
    expectStatus(await camp.team('delete', `${path}/${first}`), 204);
    expectStatus(await camp.team('delete', `${path}/${first}`), 404);
    expectStatus(await running.as(randomUUID())('put', `${path}/${first}`, {}), 404);
  });

  test('speakers and events that cannot exist are refused at once', async () => {
    const started = Date.now();
    expectStatus(await camp.team('put', `/sessions/${await camp.session()}/speakers/${randomUUID()}`, {}), 404);
    const reply = await propose(randomUUID(), { speakerIds: [randomUUID()] });
    expectProblem(reply, 400, { pointer: '#/speakerIds/0' });
    expectStatus(await propose(randomUUID(), { eventId: randomUUID() }), 404);
    expect(Date.now() - started).toBeLessThan(scaled(1_500));
  });

  test('one whose message may still be under way is waited for, then 503 says to try again', async () => {
    const started = Date.now();
    const reply = await propose(randomUUID(), { eventId: newId() });
    expectStatus(reply, 503);
    expect(reply.headers['retry-after']).toBe('1');
    expect(Date.now() - started).toBeGreaterThan(1_900);
  });

  test('what a programme says of a session is kept, found, changed and released as it was said', async () => {
    const given = {
      subtitle: 'Or how they calculate',
      languages: ['de', 'EN-gb'],
      typeName: 'Podium',
      links: [{ label: 'Notes', url: 'http://example.org/a b' }],
      attachments: [{ label: 'Slides', url: 'https://example.org/slides.pdf' }],
      doNotRecord: true,
      license: 'CC BY 4.0',
      logoUrl: 'https://example.org/logo.png',
      sourceUrl: 'https://example.org/talks/1',
      externalId: 'ABCDEF01-2345-4678-89AB-CDEF01234567',
    };
    const kept = {
      ...given,
      languages: ['de', 'en-GB'],
      links: [{ label: 'Notes', url: 'http://example.org/a%20b' }],
      externalId: given.externalId.toLowerCase(),
    };
    const id = await camp.session('confirmed', given);
    const path = `/sessions/${id}` as const;
    expect((await camp.team('get', path)).body).toMatchObject(kept);
    const renamed = expectStatus(await camp.team('patch', path, { subtitle: 'Or not', license: null }), 200).body;
    expect(renamed).toMatchObject({ ...kept, subtitle: 'Or not', license: null });
    expectStatus(await camp.book(id, await camp.room(), 1, 2), 201);
    expectStatus(await camp.team('post', '/schedule-versions', { eventId: camp.id, name: 'with all' }), 201);
    expectStatus(await camp.team('patch', path, { subtitle: 'Later', doNotRecord: false }), 200);
    const { body } = await running.as()('get', path);
    expect(body).toMatchObject({ ...kept, subtitle: 'Or not', license: null, slots: [{}] });
    for (const query of ['language=en', `externalId=${given.externalId}`, 'q=not'])
      expect((await running.as()('get', `/sessions?eventId=${camp.id}&${query}`)).body.data).toMatchObject([{ id }]);
  });

  test('an id of elsewhere is of one session of an event, and for its team to say', async () => {
    const made = await camp.session('draft', { externalId: 'talk-1' });
    const again = await camp.team('post', '/sessions', { eventId: camp.id, title: 'Again', externalId: 'talk-1' });
    expectStatus(again, 409, 'session.external-id-taken');
    expect(again.body).toMatchObject({ sessionId: made });
    const other = await camp.session('draft');
    const moved = await camp.team('patch', `/sessions/${other}`, { externalId: 'talk-1' });
    expectStatus(moved, 409, 'session.external-id-taken');
    expect(moved.body).toMatchObject({ sessionId: made });
    expectStatus(await camp.team('patch', `/sessions/${made}`, { externalId: null }), 200);
    expectStatus(await camp.team('patch', `/sessions/${other}`, { externalId: 'talk-1' }), 200);
    const elsewhere = await makeConference(running);
    await elsewhere.session('draft', { externalId: 'talk-1' });
    expectStatus(await propose(randomUUID(), { externalId: 'talk-2' }), 403);
  });

  test.each([
    ['no title', { title: undefined }, '#/title'],
    ['an empty title', { title: '  ' }, '#/title'],
    ['a long title', { title: 'x'.repeat(301) }, '#/title'],
    ['a control character', { title: 'a\u0007b' }, '#/title'],
    ['an unknown type', { type: 'party' }, '#/type'],
    ['a language that is none', { languages: ['not a tag'] }, '#/languages/0'],
    ['a language that nobody has registered', { languages: ['de', 'english'] }, '#/languages/1'],
    ['a link to no page', { links: [{ label: 'Mail', url: 'mailto:ada@example.org' }] }, '#/links/0/url'],
    ['a link without a label', { attachments: [{ label: ' ', url: 'https://example.org' }] }, '#/attachments/0/label'],
    ['a logo without an address', { logoUrl: '/logo.png' }, '#/logoUrl'],
    ['no time', { durationMinutes: 0 }, '#/durationMinutes'],
    ['half a minute', { durationMinutes: 0.5 }, '#/durationMinutes'],
    ['neither an id nor a slug', { eventId: 'a camp' }, '#/eventId'],
    ['a speaker twice', { speakerIds: Array(2).fill('01900000-0000-7000-8000-000000000001') }, '#/speakerIds'],
    ["another event's track", { trackId: '01900000-0000-7000-8000-000000000001' }, '#/trackId'],
    ['an unknown field', { status: 'confirmed' }, '#/status'],
  ])('%s is a 400 that points at it', async (_, fields, pointer) => {
    const reply = await propose(randomUUID(), fields);
    expectProblem(reply, 400, { code: 'validation-failed', pointer });
  });
});
