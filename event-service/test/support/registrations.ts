import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import type { App } from './start';

/** A person of a new id, with their requests. */
export function person(running: Pick<App, 'as'>, userId: string = randomUUID()) {
  const api = running.as(userId);
  return {
    userId,
    api,
    register: (eventId: string) => api('post', `/events/${eventId}/registrations`),
    mine: (eventId: string) => api('get', `/events/${eventId}/registrations/me`),
    cancel: (eventId: string) => api('delete', `/events/${eventId}/registrations/me`),
  };
}

export type Person = ReturnType<typeof person>;

/** A person who has registered, with the registration's id. */
export async function registerPerson(running: App, eventId: string): Promise<Person & { id: string }> {
  const somebody = person(running);
  const { body } = expectStatus(await somebody.register(eventId), 201);
  return { ...somebody, id: body.id };
}

/** So many people who register one after the other. */
export async function registered(running: App, eventId: string, count: number): Promise<(Person & { id: string })[]> {
  const people = [];
  for (let n = 0; n < count; n++) people.push(await registerPerson(running, eventId));
  return people;
}

export interface Seats {
  capacity: number | null;
  taken: number;
  waitlisted: number;
  confirmed: number;
  waiting: number;
}

/** The counters and what they count, at one moment. */
export async function seatsOf(running: App, eventId: string): Promise<Seats> {
  const [seats] = await running.database.query<Seats>(
    `SELECT s.capacity, s.taken, s.waitlisted,
       (SELECT count(*)::int FROM registrations WHERE event_id = $1 AND status = 'confirmed') AS confirmed,
       (SELECT count(*)::int FROM registrations WHERE event_id = $1 AND status = 'waitlisted') AS waiting
     FROM event_seats s WHERE s.event_id = $1`,
    [eventId],
  );
  if (!seats) throw new Error(`no seats of ${eventId}`);
  return seats;
}

/** What seats never are: counters that are wrong, more taken than there are, or somebody waitlisted while a seat is free. */
export function isInconsistent({ capacity, taken, waitlisted, confirmed, waiting }: Seats): boolean {
  const limit = capacity ?? Number.POSITIVE_INFINITY;
  return taken !== confirmed || waitlisted !== waiting || taken > limit || (waiting > 0 && taken < limit);
}
