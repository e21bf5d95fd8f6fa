import { randomUUID } from 'node:crypto';
import { eventually, expectStatus } from '@ems/testing';
import type { Api, App } from './start';
import { knownUser } from './users';

/** A valid body, each time of another title. */
export const eventBody = (overrides: object = {}) => ({
  title: `Conference ${randomUUID()}`,
  startsAt: '2027-05-01T08:00:00Z',
  endsAt: '2027-05-03T16:00:00Z',
  timezone: 'Europe/Berlin',
  venue: { name: 'Town Hall', city: 'Berlin', country: 'Germany' },
  ...overrides,
});

export interface TestEvent {
  id: string;
  slug: string;
  ownerId: string;
  /** The owner's API. */
  owner: Api;
}

export async function makeEvent(running: App, overrides: object = {}): Promise<TestEvent> {
  const ownerId = randomUUID();
  const owner = running.as(ownerId);
  const { body } = expectStatus(await owner('post', '/events', eventBody(overrides)), 201);
  return { id: body.id, slug: body.slug, ownerId, owner };
}

export async function makePublished(running: App, overrides: object = {}): Promise<TestEvent> {
  const made = await makeEvent(running, overrides);
  expectStatus(await made.owner('post', `/events/${made.id}/publish`), 200);
  return made;
}

/** Until session-service answers, whatever a busy machine makes of the first call of it. */
export async function awaitPreviews(running: App): Promise<void> {
  const { id, owner } = await makeEvent(running);
  await eventually(async () =>
    expectStatus(await owner('get', `/events/${id}/impact?endsAt=2027-05-02T16:00:00Z`), 200),
  );
}

/** Somebody who was offered a role by the owner, and has accepted it. */
export async function makeMember(running: App, event: TestEvent, role: string) {
  const id = await knownUser(running);
  const api = running.as(id);
  const { body } = expectStatus(await event.owner('put', `/events/${event.id}/members/${id}`, { role }), 202);
  expectStatus(await api('post', `/events/offers/${body.offer.id}/accept`), 200);
  return { id, api };
}
