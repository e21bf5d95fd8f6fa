import type { Client } from 'pg';
import { newId } from '../database';

/** So many of the newest rows are named: those that other transactions committed out of the order of their ids are among them. */
const tailLength = 500;

/**
 * Starts a timeline: what one relay publishes for as long as it leads. The term is PostgreSQL's: a database that is restored
 * to an earlier copy goes on from there, and what it had said since is no part of its history any more. The message that says
 * so goes the way of all messages: the timeline's id, the highest position (id in the outbox) before it, and the newest
 * messages before it by their ids. Whoever knows another message of these positions, or one of a higher position of an earlier
 * timeline, knows something that the database has lost. No former leader publishes any more: its lock is gone.
 * @returns the id of the timeline
 */
export async function startTimeline(client: Client, service: string): Promise<string> {
  const timeline = newId();
  await client.query(
    `WITH tail AS (SELECT id, message_id FROM outbox ORDER BY id DESC LIMIT $5),
       former AS (SELECT max(sequence) AS sequence, max((payload->>'startedAt')::timestamptz) AS started_at
         FROM outbox WHERE subject = $3)
     INSERT INTO outbox (message_id, type, subject, sequence, payload)
     SELECT $1, $2, $3, coalesce(former.sequence, 0) + 1, jsonb_build_object('timeline', $4::text,
         -- A clock that goes backwards changes no order.
         'startedAt', to_char(greatest(clock_timestamp(), former.started_at + interval '1 ms') AT TIME ZONE 'UTC',
           'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'after', (SELECT coalesce(max(id), 0) FROM tail),
         'tailFrom', (SELECT coalesce(min(id), 0) FROM tail),
         'tail', (SELECT coalesce(jsonb_agg(message_id), '[]') FROM tail))
     FROM former`,
    [newId(), timelineStarted(service), service, timeline, tailLength],
  );
  return timeline;
}

/** The type of the message by which a service's relay says that it leads. */
export const timelineStarted = (service: string) => `${service}.timeline-started.v1`;
