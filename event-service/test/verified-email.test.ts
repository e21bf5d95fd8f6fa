import { randomUUID } from 'node:crypto';
import {
  deliver,
  eventually,
  expectProblem,
  expectStatus,
  type Instance,
  messageOf,
  startBroker,
  type TestBroker,
} from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventService } from '../src/service';
import { accountOf, digestOf } from './support/accounts';
import { eventBody, makePublished } from './support/events';
import { person, seatsOf } from './support/registrations';
import { type App, startEventService } from './support/start';
import { knownUser } from './support/users';

const dayMs = 24 * 60 * 60_000;

describe('where verified addresses are asked for', () => {
  let broker: TestBroker;
  let running: App;
  let strict: Instance<EventService>;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startEventService({ broker });
    strict = await running.second({ REQUIRE_VERIFIED_EMAIL: 'on' });
  });
  afterAll(async () => {
    await strict.stop();
    await running.stop();
  });

  let account: Awaited<ReturnType<typeof accountOf>>;
  beforeEach(async () => {
    account = await accountOf(running, `ada-${randomUUID()}@example.org`, false, randomUUID());
  });
  const deliverUpdate = (id: string, email: string, emailVerified: boolean, sequence = 2) =>
    deliver(
      broker,
      running.database,
      messageOf('user.updated.v1', id, sequence, {
        ...{ id, role: 'member', status: 'active', emailVerified, emailDigest: digestOf(email) },
      }),
    );

  test('publishing, inviting and offering need one; a draft does not, nor does anything where nobody asks', async () => {
    const api = strict.as(account.id);
    const { id } = expectStatus(await api('post', '/events', eventBody()), 201).body;
    const guest = await knownUser(running);
    const attempts = (as = api) => [
      () => as('post', `/events/${id}/invitations`, { email: 'grace@example.org', role: 'steward' }),
      () => as('put', `/events/${id}/members/${guest}`, { role: 'steward' }),
      () => as('post', `/events/${id}/ownership`, { userId: guest }),
      () => as('post', `/events/${id}/publish`),
    ];
    for (const attempt of attempts()) expectProblem(await attempt(), 403, { code: 'user.email-unverified' });
    expect((await api('get', `/events/${id}`)).body).toMatchObject({ status: 'draft', version: 1 });
    for (const attempt of attempts(running.as(account.id))) expect((await attempt()).status).toBeLessThan(300);

    expectStatus(await running.as(account.id)('post', `/events/${id}/unpublish`), 200);
    await deliverUpdate(account.id, account.email, true);
    for (const attempt of attempts()) expect((await attempt()).status).toBeLessThan(300);
    await deliverUpdate(account.id, account.email, false, 1);
    expectStatus(await api('post', `/events/${id}/unpublish`), 200);
    expectStatus(await api('post', `/events/${id}/publish`), 200);
  });

  test('an account that is not known is refused, a new one may become known', async () => {
    const { id } = expectStatus(await running.as(account.id)('post', '/events', eventBody()), 201).body;
    await running.database.query('DELETE FROM token_subjects WHERE id = $1', [account.id]);
    expectProblem(await strict.as(account.id)('post', `/events/${id}/publish`), 403, { code: 'user.email-unverified' });
  });

  test('a seat is held for a day, which the reply says, and then goes to whoever waits', async () => {
    const event = await makePublished(running, { capacity: 1 });
    const verified = await accountOf(running, `grace-${randomUUID()}@example.org`);
    const [holding, waiting] = [person(strict, account.id), person(strict, verified.id)];
    const { body } = expectStatus(await holding.register(event.id), 201);
    expect(Date.parse(body.heldUntil ?? '') - Date.parse(body.createdAt)).toBe(dayMs);
    expect((await holding.mine(event.id)).body.heldUntil).toBe(body.heldUntil);
    expect(expectStatus(await waiting.register(event.id), 201).body).toMatchObject({
      status: 'waitlisted',
      heldUntil: null,
    });
    await running.database.query(`UPDATE registrations SET held_until = now() WHERE id = $1`, [body.id]);
    const job = await running.second({ REQUIRE_VERIFIED_EMAIL: 'on' });
    await eventually(async () => (await waiting.mine(event.id)).body.status === 'confirmed');
    await job.stop();
    expectStatus(await holding.mine(event.id), 404);
    expect(await seatsOf(running, event.id)).toMatchObject({ taken: 1, confirmed: 1, waiting: 0 });
    const [message] = await running.database.query<{ payload: object }>(
      `SELECT payload FROM outbox WHERE subject = $1 AND type = 'registration.cancelled.v1'`,
      [body.id],
    );
    expect(message?.payload).toMatchObject({ id: body.id, status: 'cancelled', cause: 'account' });
  });

  test('it is kept from the moment on at which the address is verified, and by whoever has come', async () => {
    const event = await makePublished(running);
    const came = await accountOf(running, `joan-${randomUUID()}@example.org`, false);
    const [holding, visitor] = [person(strict, account.id), person(strict, came.id)];
    expect(expectStatus(await holding.register(event.id), 201).body.heldUntil).not.toBeNull();
    const { body } = expectStatus(await visitor.register(event.id), 201);
    const { ticketCode } = body;
    expectStatus(await event.owner('post', `/events/${event.id}/check-ins`, { ticketCode }), 201);
    await deliverUpdate(account.id, account.email, true);
    await eventually(async () => (await holding.mine(event.id)).body.heldUntil === null);
    await running.database.query(`UPDATE registrations SET held_until = now() WHERE id = $1`, [body.id]);
    // One whose time is over shows that the job has run.
    const other = await accountOf(running, `jean-${randomUUID()}@example.org`, false);
    const late = person(strict, other.id);
    const held = expectStatus(await late.register(event.id), 201).body;
    await running.database.query(`UPDATE registrations SET held_until = now() WHERE id = $1`, [held.id]);
    const job = await running.second({ REQUIRE_VERIFIED_EMAIL: 'on' });
    await eventually(async () => (await late.mine(event.id)).status === 404);
    await job.stop();
    for (const { mine } of [holding, visitor]) expect((await mine(event.id)).body.status).toBe('confirmed');
  });
});
