import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { EventState } from '@ems/contracts';
import { type EventDetails, type EventMessage, upsertEvents } from '../../replicas/events';
import { enqueueNotices } from '../mail';
import { changesOf, type EventPlan } from './event-news';
import { listOrganizersOf, listPeopleOf, withoutWaiting } from './people';

interface Known {
  id: string;
  version: number;
  status: string | null;
  startsAt: Date;
  endsAt: Date;
  timezone: string;
  details: EventDetails;
}

/** Sessions whose people hear of what becomes of the event. */
const expected = ['accepted', 'confirmed'];
const hopeful = [...expected, 'submitted', 'waitlisted'];

/**
 * Stores what events are, and enqueues mails to those who take part in one that was cancelled, or takes place at another time or
 * elsewhere.
 * @param delaySeconds how long changes are gathered
 */
export const applyEvents = (delaySeconds: number) => async (sql: Sql, messages: readonly EventMessage[]) => {
  const newest = newestOf(messages);
  const known = await sql.$queryRaw<Known[]>`
    SELECT id::text, version, status, starts_at AS "startsAt", ends_at AS "endsAt", timezone, details
    FROM event_replicas WHERE id = ANY(${newest.map(({ subject }) => subject)}::uuid[]) ORDER BY id FOR UPDATE`;
  await upsertEvents(sql, messages);
  for (const { id, version, status, ...before } of known) {
    const message = newest.find(({ subject }) => subject === id);
    if (!message || message.sequence <= version || status !== 'published' || !('status' in message.data)) continue;
    await tellParticipants(sql, delaySeconds, before, message as Message<EventState>);
  }
};

async function tellParticipants(
  sql: Sql,
  delaySeconds: number,
  { startsAt, endsAt, timezone, details }: Omit<Known, 'id' | 'version' | 'status'>,
  { subject: eventId, sequence, data: event }: Message<EventState>,
): Promise<void> {
  const fact = `${eventId} ${sequence}`;
  if (event.status === 'cancelled') {
    const people = await listPeopleOf(sql, eventId, hopeful);
    await enqueueNotices(
      sql,
      people.map(person => ({ kind: 'event_cancelled', fact, eventId, ...person })),
    );
    return;
  }
  const before: EventPlan = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), timezone, ...details };
  const after = { ...before, ...definedOf(event) };
  const { times, place } = changesOf(before, after);
  if (event.status !== 'published' || !(times || place)) return;
  const people = await withoutWaiting(sql, 'event_changed', eventId, await listPeopleOf(sql, eventId, expected));
  await enqueueNotices(
    sql,
    people.map(person => ({ kind: 'event_changed', fact, eventId, facts: { before }, ...person })),
    delaySeconds,
  );
}

/** Absent says nothing. */
const definedOf = ({ startsAt, endsAt, timezone, venue, onlineUrl }: EventState): Partial<EventPlan> => ({
  startsAt,
  endsAt,
  timezone,
  ...(venue !== undefined && { venue }),
  ...(onlineUrl !== undefined && { onlineUrl }),
});

/** Tells those who lead an event that the personal data of its registrations go. */
export async function tellRetention(
  sql: Sql,
  { sequence, data: { eventId, forgetsAt } }: Message<{ eventId: string; forgetsAt: string }>,
): Promise<void> {
  const organizers = (await listOrganizersOf(sql, [eventId])).get(eventId) ?? [];
  await enqueueNotices(
    sql,
    organizers.map(userId => ({
      kind: 'retention_due',
      fact: `${eventId} ${sequence}`,
      eventId,
      facts: { forgetsAt },
      userId,
    })),
  );
}
