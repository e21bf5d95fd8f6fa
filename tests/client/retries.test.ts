import { createClient, NoReplyError, ProblemError } from '@ems/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { unique } from '../support/as-organizer';
import { type FaultyGateway, startFaultyGateway } from './faulty-gateway';
import { eventBody, type Person, signUp } from './people';

let network: FaultyGateway;
let ada: Person;
beforeAll(async () => {
  network = await startFaultyGateway();
  ada = await signUp(network.url, { budget: { attempts: 3 } });
});
afterAll(() => network.stop());
beforeEach(() => {
  network.calls.length = 0;
  network.keys.length = 0;
});

const titlesOf = async (q: string) => {
  const titles: string[] = [];
  for await (const { title } of ada.client.all('/events', { params: { query: { q } } })) titles.push(title);
  return titles;
};
const create = (title: string) => ada.client.post('/events', { body: eventBody(title) });
const unavailable = { status: 503, code: 'unavailable', retryAfter: '0' };

describe('a POST', () => {
  test('whose reply is lost is sent again with its key, and done once', async () => {
    const title = unique('lost');
    network.fail('POST /events', 'lost-reply', 'lost-reply');
    const { data, response } = await create(title);
    expect(data.title).toBe(title);
    expect(response.headers.get('Idempotency-Replayed')).toBe('true');
    expect(network.calls).toEqual(['POST /events', 'POST /events', 'POST /events']);
    expect(new Set(network.keys).size).toBe(1);
    expect(await titlesOf(title)).toEqual([title]);
  });

  test.each([
    ['503 outcome-unknown', { status: 503, code: 'outcome-unknown', retryAfter: '0' }],
    ['503 unavailable', unavailable],
    ['429', { status: 429, code: 'too-many-requests', retryAfter: '0' }],
    ['409 idempotency.in-progress', { status: 409, code: 'idempotency.in-progress', retryAfter: '0' }],
    ['502 of some proxy', { status: 502 }],
  ])('that is answered %s is sent again with its key', async (_, fault) => {
    network.fail('POST /events', fault);
    expect((await create(unique('again'))).response.status).toBe(201);
    expect(network.calls).toEqual(['POST /events', 'POST /events']);
    expect(new Set(network.keys).size).toBe(1);
  });

  test('without a reply to the end says that it may have been done, and its key completes it', async () => {
    const title = unique('open');
    network.fail('POST /events', 'lost-reply', 'lost-reply', 'lost-reply');
    const error = await create(title).catch((failure: unknown) => failure);
    if (!(error instanceof NoReplyError)) throw error;
    expect(error.isOutcomeUnknown).toBe(true);
    expect(error.idempotencyKey).toBe(network.keys[0]);
    const headers = { 'Idempotency-Key': error.idempotencyKey };
    const { response } = await ada.client.post('/events', { headers, body: eventBody(title) });
    expect(response.headers.get('Idempotency-Replayed')).toBe('true');
  });

  test('that an earlier attempt may have done is not said to have changed nothing', async () => {
    network.fail('POST /events', 'lost-reply', unavailable, unavailable);
    await expect(create(unique('maybe'))).rejects.toMatchObject({ name: 'NoReplyError', isOutcomeUnknown: true });
  });

  test('that is refused is not repeated', async () => {
    await expect(create('')).rejects.toMatchObject({ name: 'ProblemError', code: 'validation-failed', status: 400 });
    expect(network.calls).toEqual(['POST /events']);
  });
});

test('a PATCH without a reply is sent once, for nobody knows; one that was not done is sent again', async () => {
  const { data, etag } = await create(unique('patched'));
  const path = `PATCH /events/${data.id}`;
  const change = { params: { path: { id: data.id } }, headers: { 'If-Match': etag }, body: { title: 'Other' } };
  network.calls.length = 0;
  network.fail(path, unavailable, 'lost-reply');
  await expect(ada.client.patch('/events/{id}', change)).rejects.toMatchObject({ isOutcomeUnknown: true });
  expect(network.calls).toEqual([path, path]);
});

describe('the budget', () => {
  test('of attempts ends with the last refusal', async () => {
    network.fail('GET /events', unavailable, unavailable, unavailable);
    const error = await ada.client.get('/events').catch((failure: unknown) => failure);
    expect(error instanceof ProblemError && error.code).toBe('unavailable');
    expect(network.calls).toHaveLength(3);
  });

  test('of time is not waited for in vain: what asks for a later time is refused at once', async () => {
    network.fail('GET /events', { status: 503, code: 'unavailable', retryAfter: '3600' });
    await expect(ada.client.get('/events')).rejects.toMatchObject({ code: 'unavailable' });
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    network.fail('GET /events', { status: 429, code: 'too-many-requests', retryAfter: inAnHour });
    await expect(ada.client.get('/events')).rejects.toMatchObject({ code: 'too-many-requests' });
    expect(network.calls).toHaveLength(2);
  });

  test('an aborted call ends while it waits, with the reason, and is not sent again', async () => {
    network.fail('GET /events', { status: 503, code: 'unavailable', retryAfter: '3600' });
    const controller = new AbortController();
    const patient = createClient({
      baseUrl: network.url,
      budget: { milliseconds: Number.POSITIVE_INFINITY },
      async fetch(...args) {
        const reply = await fetch(...args);
        const whole = new Response(await reply.text(), reply);
        setImmediate(() => controller.abort(new Error('enough')));
        return whole;
      },
    });
    await expect(patient.get('/events', { signal: controller.signal })).rejects.toThrow('enough');
    expect(network.calls).toEqual(['GET /events']);
  });
});

test('of all calls no more than a tenth are repeated in the long run; what is limited is not counted', async () => {
  const { get } = createClient({ baseUrl: network.url, budget: { retries: 2 } });
  network.fail('GET /events', unavailable, unavailable, unavailable);
  await expect(get('/events')).rejects.toMatchObject({ code: 'unavailable' });
  expect(network.calls).toHaveLength(3);
  network.fail('GET /events', unavailable);
  await expect(get('/events')).rejects.toMatchObject({ code: 'unavailable' });
  network.fail('GET /events', { status: 429, code: 'too-many-requests', retryAfter: '0' });
  expect((await get('/events')).response.status).toBe(200);
  for (let calls = 0; calls < 7; calls++) await get('/events');
  network.calls.length = 0;
  // The tenth since the bucket was empty.
  network.fail('GET /events', unavailable);
  expect((await get('/events')).response.status).toBe(200);
  expect(network.calls).toHaveLength(2);
});

test('what is no reply of the API is said to be none', async () => {
  network.fail('GET /events', { status: 418 });
  await expect(ada.client.get('/events')).rejects.toMatchObject({ name: 'NoReplyError', isOutcomeUnknown: false });
});

test('outside of a page, a client is told where the API is', () => {
  expect(() => createClient()).toThrow('baseUrl');
});
