import { randomUUID } from 'node:crypto';
import { withClient } from '@ems/chassis/database';
import type { SignToken } from '../data/tokens.ts';
import { execute, type WriteEvent } from '../data/write-rows.ts';
import { send } from '../load/request.ts';
import type { Target } from '../targets/target.ts';
import type { Writes } from './write.ts';

/** Everybody registers for every event in turns, each for each once. */
export function registerForEvents(events: readonly WriteEvent[], signToken: SignToken): Writes {
  const tokenOf = tokensOf(signToken);
  return {
    statuses: [201],
    async next(target, count) {
      await emptyEvents(target, events, null);
      return Array.from({ length: count }, (_, index) => {
        const event = events[index % events.length];
        return send('POST', `/api/v1/events/${event?.id}/registrations`, tokenOf(Math.floor(index / events.length)));
      });
    },
  };
}

const people = 500;
const seats = 100;

/** 500 people want the 100 seats of one event at the same moment. */
export function signUpAtOnce(event: WriteEvent, signToken: SignToken): Writes {
  const tokenOf = tokensOf(signToken);
  return {
    statuses: [201],
    count: people,
    connections: people,
    async next(target) {
      await emptyEvents(target, [event], seats);
      return Array.from({ length: people }, (_, index) =>
        send('POST', `/api/v1/events/${event.id}/registrations`, tokenOf(index)),
      );
    },
    check: target => requireSeats(target, event.id),
  };
}

async function requireSeats({ name, databases }: Target, eventId: string): Promise<void> {
  const given = await withClient(databases.events, async client => {
    const { rows } = await client.query<{ status: string; count: number }>(
      'SELECT status::text, count(*)::int FROM registrations WHERE event_id = $1 GROUP BY status',
      [eventId],
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  });
  if (given.confirmed !== seats || given.waitlisted !== people - seats)
    throw new Error(`${name}: of ${people} people on ${seats} seats there are ${JSON.stringify(given)}`);
}

/** The team scans tickets at the doors of all events. */
export const checkIn = (events: readonly WriteEvent[], token: string): Writes => ({
  statuses: [201],
  async next(target, count) {
    await emptyEvents(target, events, null);
    const tickets = Array.from({ length: count }, (_, index) => ({
      id: randomUUID(),
      event: events[index % events.length]?.id,
      code: String(index)
        .padStart(20, '0')
        .replace(/(.{5})(?=.)/g, '$1-'),
    }));
    await execute(target.databases.events, [
      `INSERT INTO registrations (id, event_id, user_id, status, ticket_code, confirmed_at)
       SELECT id, event, gen_random_uuid(), 'confirmed', code, now()
       FROM jsonb_to_recordset($1) AS t (id uuid, event uuid, code text)`,
      [JSON.stringify(tickets)],
    ]);
    return tickets.map(({ event, code }) =>
      send('POST', `/api/v1/events/${event}/check-ins`, token, { ticketCode: code }),
    );
  },
});

/** Nobody is registered any more, and so many seats are free; null for no limit. */
const emptyEvents = ({ databases }: Target, events: readonly WriteEvent[], capacity: number | null) => {
  const ids = events.map(({ id }) => id);
  return execute(
    databases.events,
    ['DELETE FROM registrations WHERE event_id = ANY ($1)', [ids]],
    [
      `UPDATE event_seats SET capacity = $2, taken = 0, waitlisted = 0, last_waitlist_order = 0 WHERE event_id = ANY ($1)`,
      [ids, capacity],
    ],
  );
};

/** A token for each of any number of people, signed when it is asked for first. */
function tokensOf(signToken: SignToken): (index: number) => string {
  const tokens: string[] = [];
  return index => {
    tokens[index] ??= signToken(randomUUID());
    return tokens[index];
  };
}
