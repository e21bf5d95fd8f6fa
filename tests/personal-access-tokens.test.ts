import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { type Operation, operations } from './fuzz/operations';
import { type Api, api, clientWith, gateway } from './support/api';
import { asOrganizer, unique } from './support/as-organizer';
import { root } from './support/services';
import { firstAdmin, registerUser, type User } from './support/users';

const nouns = ['events', 'sessions', 'speakers', 'registrations'];
const scopes = [...nouns.flatMap(noun => [`${noun}:read`, `${noun}:write`]), 'checkins:write', 'admin'];

const insufficient = 'auth.insufficient-scope';

/** What the contract says of each operation, on its own account. */
function needOf({ method, path }: Operation): string {
  const [, , , area = '', ...rest] = path.split('/');
  const last = rest.at(-1) ?? '';
  // There, no token is looked at.
  if (area === 'auth' && /^(register|login|refresh|logout|verify|forgot|reset|confirm|undo)$/.test(last)) return 'any';
  if (
    area === 'auth' ||
    /^(export|erasure|ownership|accept|decline|announcements|(registrations|submissions|speakers)\.csv)$/.test(last)
  )
    return area === 'sessions' && !rest.includes('offers') ? `sessions:write` : 'login';
  if (area === 'notifications') return 'any';
  if (area === 'users' && last === 'notifications') return 'login';
  if (area === 'users') return method === 'get' && last === 'me' ? 'any' : 'admin';
  if (rest.includes('check-ins')) return 'checkins:write';
  if (method === 'post' && last === 'calendar') return 'login';
  // Its own secret says whose it is.
  if (last === 'calendar.ics') return 'any';
  if (rest.includes('decisions')) return `sessions:${method === 'get' ? 'read' : 'write'}`;
  const noun = area === 'registrations' || rest.includes('registrations') ? 'registrations' : area;
  return `${nouns.includes(noun) ? noun : 'sessions'}:${method === 'get' ? 'read' : 'write'}`;
}

/** Profiles belong to no event, what they say about one does. */
const isAboutProfiles = ({ method, path }: Operation) =>
  /^\/api\/v1\/speakers(\/|$)/.test(path) &&
  !/\/(merge|availability|sessions)$/.test(path) &&
  // Of an event, where one is named.
  !(method === 'get' && path === '/api/v1/speakers');

async function makeToken(owner: User, fields: object): Promise<{ id: string; token: string; api: Api }> {
  const reply = await owner.api('post', '/auth/tokens', { name: 'Script', scopes, ...fields });
  const { id, token } = expectStatus(reply, 201).body;
  return { id, token, api: api(token) };
}

const examples: { route: string; request?: object }[] = JSON.parse(
  readFileSync(join(root, 'api-gateway/examples.json'), 'utf8'),
);

/** A good request of an operation, about things that are not there. */
function send(operation: Operation, token: string) {
  const { method, path, parameters } = operation;
  const query = parameters.query.some(({ name }) => name === 'eventId') ? `?eventId=${randomUUID()}` : '';
  const call = request(gateway())
    [method](path.replace(/\{\w+\}/g, () => randomUUID()) + query)
    .redirects(0)
    .set('authorization', `Bearer ${token}`);
  const example = examples.find(({ route }) => route === `${method.toUpperCase()} ${path}`);
  return method === 'get' ? call : call.send(example?.request);
}

const nameOf = ({ method, path }: Operation) => `${method} ${path}`;

describe('of all routes', () => {
  let admin: User;
  let all: Operation[];
  beforeAll(async () => {
    admin = await firstAdmin();
    const { body } = await request(gateway()).get('/openapi.json');
    all = operations(body).filter(({ path }) => path.startsWith('/api/v1/'));
  });
  afterAll(async () => {
    const { data } = (await admin.api('get', '/auth/tokens?limit=100')).body;
    for (const { id } of data) expectStatus(await admin.api('delete', `/auth/tokens/${id}`), 204);
  });

  test('each refuses a personal access token without the scope for it, and no other', async () => {
    expect(all.length).toBeGreaterThan(90);
    const wrong: unknown[] = [];
    const needs = Map.groupBy(all, needOf);
    for (const [need, group] of needs) {
      const isEnough = (scope: string) => scope === need || scope === need.replace(/:read$/, ':write');
      const without = await makeToken(admin, { scopes: scopes.filter(scope => !isEnough(scope)) });
      const within = await makeToken(admin, { scopes: scopes.includes(need) ? [need] : scopes });
      for (const operation of group) {
        const name = nameOf(operation);
        const isOpen = need === 'any';
        const refused = await send(operation, without.token);
        if ((refused.body.code === insufficient) === isOpen) wrong.push([name, need, 'without it', refused.status]);
        // What would change something is sent by who may, but about what is not there.
        const accepted = await send(operation, within.token);
        if ((accepted.body.code === insufficient) !== (need === 'login'))
          wrong.push([name, need, 'with it', accepted.status]);
      }
    }
    expect(wrong).toEqual([]);
    expect([...needs.keys()].toSorted()).toEqual([...scopes, 'any', 'login'].toSorted());
  });

  test('each refuses one that is limited to other events, but for profiles', async () => {
    const limited = await makeToken(admin, { eventIds: [randomUUID()] });
    const wrong: unknown[] = [];
    for (const operation of all.filter(each => !['any', 'login'].includes(needOf(each)))) {
      const reply = await send(operation, limited.token);
      if ((reply.body.code === insufficient) === isAboutProfiles(operation))
        wrong.push([nameOf(operation), reply.status, reply.body]);
    }
    expect(wrong).toEqual([]);
  });
});

describe('a personal access token that is limited to an event', () => {
  let script: Api;
  let owner: User;
  type Made = Awaited<ReturnType<typeof makeEvent>>;
  let mine: Made;
  let other: Made;

  async function makeEvent() {
    const step = asOrganizer(owner.client);
    const event = await step.event();
    const room = await step.room(event.id, unique('Room'));
    const track = await step.track(event.id, unique('Track'));
    const session = await step.session(event.id, 'Talk', []);
    const slot = await step.slot(session.id, room.id, '2027-05-01T09:00:00Z');
    const second = await step.slot(session.id, room.id, '2027-05-01T12:00:00Z');
    await step.publish(event.id);
    const release = { eventId: event.id, name: unique('v') };
    const version = expectStatus(await owner.api('post', '/schedule-versions', release), 201).body;
    const registration = expectStatus(await owner.api('post', `/events/${event.id}/registrations`), 201).body;
    return { event, room, track, session, slot, second, version, registration };
  }

  beforeAll(async () => {
    owner = await registerUser();
    [mine, other] = [await makeEvent(), await makeEvent()];
    script = (await makeToken(owner, { scopes: scopes.slice(0, -1), eventIds: [mine.event.id] })).api;
  });

  /** Every way to name an event, or a row of one. */
  const reads = ({ event, room, track, session, slot, version, registration }: Made) => [
    `/events/${event.id}`,
    `/events/${event.slug}`,
    `/events/${event.slug}/schedule`,
    `/events/${event.id}/members`,
    `/events/${event.id}/registrations`,
    `/events/${event.id}/registrations/${registration.id}`,
    `/registrations/${registration.id}/ticket.svg`,
    `/sessions?eventId=${event.id}`,
    `/sessions?eventId=${event.slug}`,
    `/sessions/${session.id}`,
    `/sessions/${session.id}/history`,
    `/rooms?eventId=${event.slug}`,
    `/rooms/${room.id}`,
    `/rooms/${room.id}/availability`,
    `/tracks/${track.id}`,
    `/slots?eventId=${event.id}`,
    `/slots/${slot.id}`,
    `/conflicts?eventId=${event.id}`,
    `/schedule-versions/wip?eventId=${event.id}`,
    `/schedule-versions/${version.id}`,
    `/schedule-versions/${version.id}/diff?against=wip`,
  ];

  test('reads what belongs to it, by whatever name, and nothing of another', async () => {
    for (const path of reads(mine)) expectStatus(await script('get', path), 200);
    for (const path of reads(other)) {
      expectStatus(await script('get', path), 403, insufficient);
      expectStatus(await owner.api('get', path), 200);
    }
  });

  test('changes what belongs to it, and nothing of another, or of both', async () => {
    const writes = ({ event, room, session, slot, second, registration }: Made) =>
      [
        ['patch', `/events/${event.slug}`, { description: 'By a script' }],
        ['post', '/rooms', { eventId: event.slug, name: unique('Room') }],
        ['patch', `/rooms/${room.id}`, { position: 3 }],
        ['post', '/sessions', { eventId: event.id, title: 'Another talk', submit: true }],
        ['patch', `/sessions/${session.id}`, { level: 'beginner' }],
        ['post', '/slots/swap', { a: slot.id, b: second.id }],
        ['patch', `/slots/${slot.id}`, { roomId: room.id }],
        ['post', `/events/${event.id}/check-ins`, { ticketCode: registration.ticketCode }],
      ] as const;
    for (const [method, path, body] of writes(other)) expectStatus(await script(method, path, body), 403, insufficient);
    for (const [method, path, body] of writes(mine))
      expect((await script(method, path, body)).status).toBeLessThan(300);
    const across = { a: mine.slot.id, b: other.slot.id };
    expectStatus(await script('post', '/slots/swap', across), 403, insufficient);
    const path = `/schedule-versions/${mine.version.id}/diff?against=${other.version.id}`;
    expectStatus(await script('get', path), 403, insufficient);
    const named = `/schedule-versions/${other.version.id}?eventId=${mine.event.id}`;
    expectStatus(await script('get', named), 403, insufficient);
  });

  test('is refused where no single event is named, whatever the list would hold', async () => {
    for (const path of ['/events', '/events?mine=true', '/registrations', '/sessions', '/sessions?mine=true'])
      expectStatus(await script('get', path), 403, insufficient);
    const { title, startsAt, endsAt, timezone } = mine.event;
    expectStatus(await script('post', '/events', { title, startsAt, endsAt, timezone }), 403, insufficient);
    for (const eventId of ['no-such-slug', randomUUID()])
      expectStatus(await script('get', `/sessions?eventId=${eventId}`), 403, insufficient);
    expectStatus(await script('get', `/sessions/${randomUUID()}`), 403, insufficient);
  });

  test('makes the profiles that its sessions need, but merges none', async () => {
    const speaker = expectStatus(await script('post', '/speakers', { name: 'Ada' }), 201).body;
    const session = { eventId: mine.event.id, title: 'With a speaker', speakerIds: [speaker.id] };
    expectStatus(await script('post', '/sessions', session), 201);
    const survivor = expectStatus(await script('post', '/speakers', { name: 'Ada' }), 201).body;
    const merge = { into: survivor.id };
    expectStatus(await script('post', `/speakers/${speaker.id}/merge`, merge), 403, insufficient);
    const availability = (id: string) => script('get', `/speakers/${speaker.id}/availability?eventId=${id}`);
    expectStatus(await availability(mine.event.id), 200);
    expectStatus(await availability(other.event.id), 403, insufficient);
  });
});

describe('a personal access token', () => {
  test('plans a day of talks, and never more than its owner may', async () => {
    const [owner, stranger] = [await registerUser(), await registerUser()];
    const { token } = await makeToken(owner, { scopes: ['events:write', 'sessions:write', 'speakers:write'] });
    const step = asOrganizer(clientWith({ accessToken: token }));
    const event = await step.event();
    const room = await step.room(event.id, 'Main hall');
    for (const [hour, name] of ['Ada', 'Grace', 'Barbara'].entries()) {
      const speaker = await step.speaker(name);
      const session = await step.session(event.id, `Talk of ${name}`, [speaker.id]);
      await step.slot(session.id, room.id, `2027-05-01T1${hour}:00:00Z`);
    }
    await step.publish(event.id);
    const theirs = await makeToken(stranger, { scopes: ['events:write', 'sessions:write'] });
    expectStatus(await theirs.api('patch', `/events/${event.id}`, { title: 'Mine' }), 403, 'forbidden');
    // session-service learns by a message that everybody may know of the event.
    await eventually(async () =>
      expectStatus(await theirs.api('post', '/rooms', { eventId: event.id, name: 'Cellar' }), 403, 'forbidden'),
    );
  });

  test('works where a login does, and is not taken once it is deleted', async () => {
    const owner = await registerUser();
    const { id, api: script } = await makeToken(owner, { scopes: scopes.slice(0, -1) });
    const asking = ['/users/me', '/events?mine=true', '/sessions?mine=true', '/speakers?mine=true'];
    const statuses = (by: Api) => Promise.all(asking.map(async path => (await by('get', path)).status));
    expect(await statuses(script)).toEqual([200, 200, 200, 200]);
    expect((await script('head', '/events?mine=true')).status).toBe(200);
    expectStatus(await owner.api('delete', `/auth/tokens/${id}`), 204);
    const refused = expectStatus(await script('get', '/events?mine=true'), 401, 'unauthenticated');
    expect(refused.body.detail).toBe('This access token is unknown, expired or deleted.');
    expect(refused.get('www-authenticate')).toContain('invalid_token');
    expect(await statuses(script)).toEqual([401, 401, 401, 401]);
  });

  test('that was mistyped is told so, on public routes too', async () => {
    const { token } = await makeToken(await registerUser(), { scopes: ['events:read'] });
    const last = token.endsWith('0') ? '1' : '0';
    const reply = await api(token.slice(0, -1) + last)('get', '/events');
    expect(expectStatus(reply, 401, 'unauthenticated').body.detail).toContain('checksum');
  });
});
