import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import type { Running } from './start';

/** Somebody of a new id, with what they do. */
export function person(running: Pick<Running, 'as'>, userId: string = randomUUID()) {
  const api = running.as(userId);
  return {
    userId,
    api,
    register: (eventId: string) => api('post', `/events/${eventId}/registrations`),
    mine: (eventId: string) => api('get', `/events/${eventId}/registrations/me`),
    leave: (eventId: string) => api('delete', `/events/${eventId}/registrations/me`),
  };
}

export type Person = ReturnType<typeof person>;

/** So many people who register one after the other. */
export async function registered(
  running: Running,
  eventId: string,
  count: number,
): Promise<(Person & { id: string })[]> {
  const people: (Person & { id: string })[] = [];
  for (let n = 0; n < count; n++) {
    const somebody = person(running);
    const reply: Response = await somebody.register(eventId);
    if (reply.status !== 201) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
    people.push({ ...somebody, id: reply.body.id });
  }
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
export async function seatsOf(running: Running, eventId: string): Promise<Seats> {
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

/** What never holds of seats: counters that lie, too many in, or somebody who waits while a seat is free. */
export function wrongAbout({ capacity, taken, waitlisted, confirmed, waiting }: Seats): boolean {
  const limit = capacity ?? Number.POSITIVE_INFINITY;
  return taken !== confirmed || waitlisted !== waiting || taken > limit || (waiting > 0 && taken < limit);
}
