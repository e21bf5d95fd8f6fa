import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type App, startSpeakerService } from './support/start';

const full = {
  name: 'Ada Lovelace',
  tagline: 'First programmer',
  bio: 'Wrote the first program.\nAnd notes.',
  company: 'Analytical Engines',
  jobTitle: 'Countess',
  location: 'London',
  photoUrl: 'https://example.org/ada.jpg',
  links: [{ label: 'Site', url: 'https://example.org/' }],
  topics: ['History', 'Computing'],
  languages: ['en', 'fr'],
  email: 'ada@example.org',
};

describe('profiles', () => {
  let running: App;
  beforeAll(async () => {
    running = await startSpeakerService();
  });
  afterAll(() => running.stop());

  const creator = randomUUID();
  const create = (body: object, userId: string = creator) => running.as(userId)('post', '/speakers', body);

  test('a profile is created with a name alone, and everything else is empty', async () => {
    const reply = await create({ name: ' Zoe\u0308 ' });
    expectStatus(reply, 201);
    expect(reply.headers.location).toBe(`/api/v1/speakers/${reply.body.id}`);
    expect(reply.body).toEqual({
      id: expect.any(String),
      name: 'Zoë',
      tagline: '',
      bio: '',
      company: '',
      jobTitle: '',
      location: '',
      photoUrl: null,
      links: [],
      topics: [],
      languages: [],
      userId: null,
      email: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      version: 1,
      allowedActions: ['update', 'invite', 'merge', 'delete'],
    });
  });

  test('everything that is given is kept, and can be read at its address by everybody, without the email', async () => {
    const made = await create({ ...full, languages: ['EN', 'fr', 'en'], email: ' Ada@Example.org' });
    expect(made.body).toMatchObject(full);
    const seen = await running.as()('get', `/speakers/${made.body.id}`);
    const { email, ...open } = full;
    expect(seen.body).toMatchObject(open);
    expect(seen.body).not.toHaveProperty('email');
    expect(seen.body).not.toHaveProperty('allowedActions');
    expect(seen.body).not.toHaveProperty('createdBy');
  });

  test('the email is shown to its creator, the person and admins only', async () => {
    const self = randomUUID();
    const { body } = await create(full);
    await running.database.query('UPDATE speakers SET user_id = $1 WHERE id = $2', [self, body.id]);
    const emailFor = async (api: ReturnType<App['as']>) => (await api('get', `/speakers/${body.id}`)).body.email;
    expect(await emailFor(running.as(creator))).toBe(full.email);
    expect(await emailFor(running.as(self))).toBe(full.email);
    expect(await emailFor(running.as(randomUUID(), 'admin'))).toBe(full.email);
    expect(await emailFor(running.as(randomUUID()))).toBeUndefined();
    expect(await emailFor(running.as())).toBeUndefined();
  });

  test('/speakers/me is the profile that I claimed, and 404 before', async () => {
    const self = randomUUID();
    expectStatus(await running.as(self)('get', '/speakers/me'), 404);
    const { body } = await create(full);
    await running.database.query('UPDATE speakers SET user_id = $1 WHERE id = $2', [self, body.id]);
    const mine = await running.as(self)('get', '/speakers/me');
    expect(mine.body).toMatchObject({ id: body.id, userId: self, allowedActions: ['update', 'merge', 'delete'] });
    expectStatus(await running.as()('get', '/speakers/me'), 401);
  });

  test.each([
    ['no name', {}, '#/name'],
    ['an empty name', { name: '  ' }, '#/name'],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, '#/name'],
    ['a name of two lines', { name: 'a\nb' }, '#/name'],
    ['a name of another type', { name: 5 }, '#/name'],
    ['a biography of 10,001 characters', { name: 'x', bio: 'x'.repeat(10_001) }, '#/bio'],
    ['a photo without https', { name: 'x', photoUrl: 'http://example.org/x.jpg' }, '#/photoUrl'],
    ['a photo that is a script', { name: 'x', photoUrl: 'javascript:alert(1)' }, '#/photoUrl'],
    ['a link without https', { name: 'x', links: [{ label: 'x', url: 'ftp://example.org' }] }, '#/links/0/url'],
    ['a link without a label', { name: 'x', links: [{ url: 'https://example.org' }] }, '#/links/0/label'],
    ['an unknown part of a link', { name: 'x', links: [{ ...full.links[0], rel: 'me' }] }, '#/links/0/rel'],
    ['a language that is none', { name: 'x', languages: ['en', 'klingon language'] }, '#/languages/1'],
    ['31 topics', { name: 'x', topics: Array.from({ length: 31 }, (_, n) => `t${n}`) }, '#/topics'],
    ['an address that is none', { name: 'x', email: 'nobody' }, '#/email'],
    ['an account to be linked', { name: 'x', userId: randomUUID() }, '#/userId'],
    ['a version', { name: 'x', version: 7 }, '#/version'],
  ])('%s is refused', async (_, body, pointer) => {
    const reply = await create(body);
    expectStatus(reply, 400);
    expect(reply.body.errors?.map(error => error.pointer)).toEqual([pointer]);
  });

  test('one’s own is claimed at once, and an account has one', async () => {
    const self = randomUUID();
    const own = { name: 'Ada', email: 'ada@example.org', self: true };
    const made = expectStatus(await create(own, self), 201).body;
    expect(made).toMatchObject({
      userId: self,
      email: 'ada@example.org',
      allowedActions: ['update', 'merge', 'delete'],
    });
    expect((await running.as(self)('get', '/speakers/me')).body).toEqual(made);
    const sent = await running.database.query(
      'SELECT type, payload FROM outbox WHERE subject = $1 ORDER BY sequence LIMIT 1',
      [made.id],
    );
    const payload = { id: made.id, name: 'Ada', userId: self, createdBy: self };
    expect(sent).toEqual([{ type: 'speaker.created.v1', payload }]);

    const second = await create(own, self);
    expectStatus(second, 409, 'user.has-speaker');
    expect(second.body).toMatchObject({ speakerId: made.id });
    expectStatus(await create({ name: 'Somebody else', self: false }, self), 201);
    const other = randomUUID();
    const at = await Promise.all([1, 2, 3].map(() => create(own, other)));
    expect(at.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    expectStatus(await running.as(self)('patch', `/speakers/${made.id}`, { self: true }), 400);
  });

  test('creating one needs a login', async () => {
    expectStatus(await running.as()('post', '/speakers', { name: 'x' }), 401);
  });

  test('one that is unknown, or no id at all, is not found or refused', async () => {
    expectStatus(await running.as()('get', `/speakers/${randomUUID()}`), 404);
    expectStatus(await running.as()('get', '/speakers/ada'), 400);
  });

  test('a repeated request with the same key creates one profile', async () => {
    const send = () => create({ name: 'Once' }).set('idempotency-key', 'once-1');
    const [first, second] = [await send(), await send()];
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expectStatus(await create({ name: 'Twice' }).set('idempotency-key', 'once-1'), 422);
  });
});
