import { messages } from '@ems/contracts';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { asOrganizer } from '../../support/as-organizer';
import { query } from '../../support/databases';
import { services } from '../../support/services';
import { registerUser, type User } from '../../support/users';
import { management } from '../support/management';
import { operate } from '../support/operations';
import { type OwnSystem, startOwnSystem } from '../support/own-system';

const minutes = 60_000;
const queue = 'session-service';

jest.setTimeout(scaled(5 * minutes));

let system: OwnSystem;
let organizer: User;

beforeAll(async () => {
  system = await startOwnSystem('ems-topology', {});
  organizer = await registerUser();
});
afterAll(() => system?.stop());

const readiness = async (service: string) => {
  const reply = await fetch(`${system.gateway}/health/${service}/ready`);
  const body = (await reply.json()) as { components: { broker: string }; reasons?: { broker?: string } };
  return { status: reply.status, broker: body.components.broker, reason: body.reasons?.broker };
};

const isKnown = async (eventId: string) =>
  (await query('session-service', 'SELECT FROM event_replicas WHERE id = $1', [eventId])).length === 1;

test('a queue has other arguments than a service declares: it says so, is not ready, harms nobody, and the documented way mends it', async () => {
  const mismatchedAt = new Date();
  await management('DELETE', `queues/%2F/${queue}`);
  await management('PUT', `queues/%2F/${queue}`, { durable: true, arguments: { 'x-queue-type': 'classic' } });
  // As somebody has left it who set up the broker with an earlier version: bound to all that the service consumes.
  for (const { type } of messages.filter(message => message.consumers.includes(queue)))
    await management('POST', `bindings/%2F/e/ems.messages/q/${queue}`, { routing_key: type, arguments: {} });
  const pid = system.pidOf(queue);
  process.kill(pid, 'SIGTERM');
  await eventually(() => system.pidOf(queue) !== pid, minutes);
  await eventually(async () => {
    expect(await readiness(queue)).toEqual({
      status: 503,
      broker: 'down',
      reason: expect.stringContaining('exists with other arguments'),
    });
    return true;
  }, minutes);
  expect(system.log(queue)).toContain('exists with other arguments');

  const restarted = system.pidOf(queue);
  const event = await asOrganizer(organizer.client).event();
  for (const other of ['user-service', 'event-service', 'speaker-service'])
    expect(await readiness(other)).toEqual({ status: 200, broker: 'up', reason: undefined });
  expect(system.pidOf(queue)).toBe(restarted);
  expect(await isKnown(event.id)).toBe(false);

  await management('DELETE', `queues/%2F/${queue}`);
  await eventually(async () => {
    expect(await readiness(queue)).toEqual({ status: 200, broker: 'up', reason: undefined });
    return true;
  }, minutes);
  // What was in the queue is sent again; a replay is of what was handled before.
  for (const producer of services)
    await query(producer, 'UPDATE outbox SET published_at = NULL WHERE published_at > $1', [mismatchedAt]);
  await eventually(() => isKnown(event.id), minutes);
  expect((await operate('messages', 'verify')).code).toBe(0);
  const { id } = await asOrganizer(organizer.client).event();
  await eventually(() => isKnown(id), minutes);
});
