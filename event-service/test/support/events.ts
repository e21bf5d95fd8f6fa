import { randomUUID } from 'node:crypto';
import type { Running } from './start';

/** A valid body, each time of another title. */
export const eventBody = (overrides: object = {}) => ({
  title: `Conference ${randomUUID()}`,
  startsAt: '2027-05-01T08:00:00Z',
  endsAt: '2027-05-03T16:00:00Z',
  timezone: 'Europe/Berlin',
  venue: { name: 'Town Hall', city: 'Berlin', country: 'Germany' },
  ...overrides,
});

export interface Made {
  id: string;
  slug: string;
  ownerId: string;
  /** The owner's API. */
  owner: ReturnType<Running['as']>;
}

export async function makeEvent(running: Running, overrides: object = {}): Promise<Made> {
  const ownerId = randomUUID();
  const owner = running.as(ownerId);
  const { body, status } = await owner('post', '/events', eventBody(overrides));
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return { id: body.id, slug: body.slug, ownerId, owner };
}

export async function makePublished(running: Running, overrides: object = {}): Promise<Made> {
  const made = await makeEvent(running, overrides);
  await made.owner('post', `/events/${made.id}/publish`);
  return made;
}
