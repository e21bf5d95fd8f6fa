import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeEvent, type TestEvent } from './support/events';
import { type App, startEventService } from './support/start';
import { knownUser } from './support/users';

let running: App;
beforeAll(async () => {
  running = await startEventService();
});
afterAll(() => running.stop());

const offerRole = async ({ id, owner }: TestEvent, userId: string, role = 'reviewer') =>
  expectStatus(await owner('put', `/events/${id}/members/${userId}`, { role }), 202).body.offer;
const told = (id: string) =>
  running.database.query<{ sequence: number; payload: Record<string, unknown> }>(
    `SELECT sequence, payload FROM outbox WHERE subject = $1 AND type = 'event.offer-changed.v1' ORDER BY sequence`,
    [id],
  );

test('each change of an offer is told with the whole of it: made, accepted, declined, withdrawn, replaced', async () => {
  const event = await makeEvent(running);
  const guest = await knownUser(running);
  const api = running.as(guest);
  const replaced = await offerRole(event, guest, 'steward');
  const declined = await offerRole(event, guest, 'organizer');
  expect(await told(replaced.id)).toEqual([
    { sequence: 1, payload: replaced },
    { sequence: 2, payload: { ...replaced, status: 'withdrawn' } },
  ]);
  expectStatus(await api('post', `/events/offers/${declined.id}/decline`), 200);
  expectStatus(await api('post', `/events/offers/${declined.id}/decline`), 200);
  const withdrawn = await offerRole(event, guest);
  expectStatus(await event.owner('delete', `/events/offers/${withdrawn.id}`), 204);
  const accepted = await offerRole(event, guest);
  expectStatus(await api('post', `/events/offers/${accepted.id}/accept`), 200);
  const statuses = async (id: string) => (await told(id)).map(({ payload }) => payload.status);
  expect(await statuses(declined.id)).toEqual(['pending', 'declined']);
  expect(await statuses(withdrawn.id)).toEqual(['pending', 'withdrawn']);
  expect(await statuses(accepted.id)).toEqual(['pending', 'accepted']);
});

test('with a new owner all that was offered is withdrawn; what an admin takes was never offered', async () => {
  const event = await makeEvent(running);
  const [guest, heir, admin] = [await knownUser(running), await knownUser(running), await knownUser(running)];
  const role = await offerRole(event, guest);
  const { offer } = expectStatus(
    await event.owner('post', `/events/${event.id}/ownership`, { userId: heir }),
    202,
  ).body;
  expectStatus(await running.as(heir)('post', `/events/offers/${offer.id}/accept`), 200);
  expect((await told(offer.id)).map(({ payload }) => [payload.kind, payload.status])).toEqual([
    ['owner', 'pending'],
    ['owner', 'accepted'],
  ]);
  expect((await told(role.id)).at(-1)?.payload).toMatchObject({ status: 'withdrawn' });
  expectStatus(await running.as(admin, 'admin')('post', `/events/${event.id}/ownership`, { userId: admin }), 200);
  const own = await running.database.query('SELECT FROM outbox WHERE payload ->> $1 = $2', ['toUserId', admin]);
  expect(own).toEqual([]);
});
