import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventBody, makeEvent } from './support/events';
import { type App, startEventService } from './support/start';

describe('making an event', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const ada = randomUUID();
  const post = (body: object, userId = ada) => running.as(userId)('post', '/events', body);

  test('who makes an event owns it; it is a draft with all seats free', async () => {
    const reply = await post(eventBody({ title: '  Größe 2027 ', capacity: 100, tags: ['js', 'ts'] }));
    expectStatus(reply, 201);
    expect(reply.headers.location).toBe(`/api/v1/events/${reply.body.id}`);
    expect(reply.body).toEqual({
      id: expect.any(String),
      slug: 'grosse-2027',
      title: 'Größe 2027',
      description: '',
      startsAt: '2027-05-01T08:00:00.000Z',
      endsAt: '2027-05-03T16:00:00.000Z',
      timezone: 'Europe/Berlin',
      venue: { name: 'Town Hall', address: null, city: 'Berlin', country: 'Germany' },
      onlineUrl: null,
      ...{ logoUrl: null, color: null, dayStartsAt: '04:00' },
      capacity: 100,
      tags: ['js', 'ts'],
      cfp: null,
      registration: { opensAt: null, closesAt: null, paused: false },
      ...{ scheduleVisible: 'always', listed: true },
      status: 'draft',
      cancelReason: null,
      ownerId: ada,
      retentionDays: 180,
      seats: { capacity: 100, taken: 0, waitlisted: 0 },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      version: 1,
      allowedActions: ['update', 'delete', 'publish', 'cancel'],
    });
    const read = await running.as(ada)('get', `/events/${reply.body.id}`);
    expect(read.body).toEqual(reply.body);
    expect(read.headers.etag).toBe(reply.headers.etag);
  });

  test('it leaves one message with the whole event', async () => {
    const { body } = await post(
      eventBody({ cfp: { opensAt: '2027-01-01T00:00:00+01:00', closesAt: '2027-02-01T00:00:00+01:00' } }),
    );
    const rows = await running.database.query('SELECT type, sequence, payload FROM outbox WHERE subject = $1', [
      body.id,
    ]);
    expect(rows).toEqual([
      {
        type: 'event.created.v1',
        sequence: 1,
        payload: {
          id: body.id,
          slug: body.slug,
          title: body.title,
          status: 'draft',
          ownerId: ada,
          startsAt: '2027-05-01T08:00:00.000Z',
          endsAt: '2027-05-03T16:00:00.000Z',
          timezone: 'Europe/Berlin',
          cfp: { opensAt: '2026-12-31T23:00:00.000Z', closesAt: '2027-01-31T23:00:00.000Z' },
          members: [],
          venue: { name: 'Town Hall', address: null, city: 'Berlin', country: 'Germany' },
          ...{ onlineUrl: null, cancelReason: null, scheduleVisible: 'always' },
        },
      },
    ]);
  });

  test.each<[string, object, string]>([
    ['no title', { title: undefined }, '#/title'],
    ['an empty title', { title: '   ' }, '#/title'],
    ['a title of 201 characters', { title: 'x'.repeat(201) }, '#/title'],
    ['a title of another type', { title: ['x'] }, '#/title'],
    ['a title with a line break', { title: 'a\nb' }, '#/title'],
    ['an end before the start', { endsAt: '2027-04-30T08:00:00Z' }, '#/endsAt'],
    ['an end at the start', { endsAt: '2027-05-01T08:00:00Z' }, '#/endsAt'],
    ['more than 366 days', { endsAt: '2028-05-01T08:00:00.001Z' }, '#/endsAt'],
    ['a start without an offset', { startsAt: '2027-05-01T08:00:00' }, '#/startsAt'],
    ['an unknown zone', { timezone: 'Europe/Atlantis' }, '#/timezone'],
    ['an offset for a zone', { timezone: '+02:00' }, '#/timezone'],
    ['a reserved slug', { slug: 'Schedule' }, '#/slug'],
    ['a slug of the shape of an id', { slug: randomUUID() }, '#/slug'],
    ['a slug of the shape of an id in upper case', { slug: randomUUID().toUpperCase() }, '#/slug'],
    ['a slug with other letters', { slug: 'a b' }, '#/slug'],
    ['a venue without a name', { venue: { city: 'Berlin' } }, '#/venue/name'],
    ['an unknown field of the venue', { venue: { name: 'x', zip: '1' } }, '#/venue/zip'],
    ['plain http', { onlineUrl: 'http://a.example' }, '#/onlineUrl'],
    ['a capacity of nobody', { capacity: 0 }, '#/capacity'],
    ['half a seat', { capacity: 1.5 }, '#/capacity'],
    ['a tag twice', { tags: ['a', 'a'] }, '#/tags'],
    ['a tag in two spellings', { tags: ['Web', 'wéb'] }, '#/tags'],
    ['21 tags', { tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }, '#/tags'],
    [
      'a call that closes before it opens',
      { cfp: { opensAt: '2027-02-01T00:00:00Z', closesAt: '2027-01-01T00:00:00Z' } },
      '#/cfp/closesAt',
    ],
    ['a status', { status: 'published' }, '#/status'],
    ['an owner', { ownerId: ada }, '#/ownerId'],
  ])('%s is refused, and nothing is stored', async (_, overrides, pointer) => {
    const someone = randomUUID();
    const reply = await post(eventBody(overrides), someone);
    expectStatus(reply, 400, 'validation-failed');
    expect(reply.body.errors?.map(error => error.pointer)).toContain(pointer);
    expect(await running.database.query('SELECT FROM events WHERE owner_id = $1', [someone])).toEqual([]);
  });

  test('a title of the shape of an id makes a slug of another shape, under which the event is found', async () => {
    const title = randomUUID();
    const { body } = await post(eventBody({ title }));
    expect(body.slug).toMatch(new RegExp(`^${title}-[0-9a-f]{8}$`));
    expect((await running.as(ada)('get', `/events/${body.slug}`)).body.id).toBe(body.id);
  });

  test('366 days are allowed, and so is a zone by another of its names', async () => {
    const reply = await post(eventBody({ endsAt: '2028-05-01T08:00:00Z', timezone: 'Asia/Kolkata' }));
    expectStatus(reply, 201);
    expect(reply.body.timezone).toBe('Asia/Kolkata');
    expect((await post(eventBody({ timezone: 'europe/berlin' }))).body.timezone).toBe('Europe/Berlin');
  });

  test('nobody makes an event without a login', async () => {
    expectStatus(await running.as()('post', '/events', eventBody()), 401);
  });

  test('a given slug is taken once, in whatever case, also by drafts and as an old one', async () => {
    const first = await makeEvent(running, { slug: 'Taken-Slug' });
    expect(first.slug).toBe('taken-slug');
    const taken = await post(eventBody({ slug: 'TAKEN-slug' }));
    expectStatus(taken, 409, 'event.slug-taken');
    await first.owner('patch', `/events/${first.id}`, { slug: 'another-slug' });
    expectStatus(await post(eventBody({ slug: 'taken-slug' })), 409);
  });

  test('of ten events with one title at once each gets a slug of its own; with one slug, one is made', async () => {
    const title = 'Same Title';
    const made = await Promise.all(Array.from({ length: 8 }, () => post(eventBody({ title }))));
    expect(made.map(reply => reply.status)).toEqual(Array(8).fill(201));
    expect(new Set(made.map(reply => reply.body.slug)).size).toBe(8);
    const raced = await Promise.all(Array.from({ length: 8 }, () => post(eventBody({ slug: 'one-slug' }))));
    expect(raced.map(reply => reply.status).toSorted()).toEqual([201, ...Array(7).fill(409)]);
  });

  test('a request that comes twice with one key makes one event', async () => {
    const body = eventBody();
    const send = () => post(body).set('idempotency-key', 'make-once');
    const [first, second] = [await send(), await send()];
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(await running.database.query('SELECT FROM events WHERE title = $1', [body.title])).toHaveLength(1);
    expectStatus(await post(eventBody()).set('idempotency-key', 'make-once'), 422);
  });
});
