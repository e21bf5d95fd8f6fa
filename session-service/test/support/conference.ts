import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import type { Api } from '@ems/chassis/testing';
import type { Running } from './start';

export interface Conference {
  id: string;
  owner: string;
  /** The API as the event's owner. */
  team: Api;
  room(fields?: object): Promise<string>;
  /** A session of the given state, made through the API. */
  session(state?: 'draft' | 'submitted' | 'accepted' | 'confirmed', fields?: object): Promise<string>;
  /** Books from `from` to `to`, hours of the first day such as 9.5. */
  book(session: string, room: string, from: number, to: number): ReturnType<Api>;
}

export const hour = (hours: number) => new Date(Date.UTC(2026, 4, 1) + hours * 3_600_000).toISOString();

interface EventFields {
  status?: 'draft' | 'published' | 'cancelled' | 'completed';
  cfpOpen?: boolean;
  startsAt?: string;
  endsAt?: string;
  timezone?: string;
}

/** An event, by default of four days from 1 May 2026, known to the service as if its messages had come. */
export async function makeConference(running: Running, fields: EventFields = {}): Promise<Conference> {
  const { status = 'published', cfpOpen = false, timezone = 'Europe/Berlin' } = fields;
  const { startsAt = hour(0), endsAt = hour(96) } = fields;
  const [id, owner] = [newId(), randomUUID()];
  await running.database.query(
    `INSERT INTO event_copies (id, version, status, owner_id, starts_at, ends_at, timezone, cfp_opens_at, cfp_closes_at)
     VALUES ($1, 1, $2::"EventStatus", $3, $4, $5, $7, now() - interval '1 day',
             now() + CASE WHEN $6 THEN interval '1 day' ELSE interval '-1 hour' END)`,
    [id, status, owner, startsAt, endsAt, cfpOpen, timezone],
  );
  const team = running.as(owner);
  return {
    id,
    owner,
    team,
    async room(more = {}) {
      const reply = await team('post', '/rooms', { eventId: id, name: `Room ${randomUUID()}`, ...more });
      return reply.body.id;
    },
    async session(state = 'accepted', more = {}) {
      const { body } = await team('post', '/sessions', { eventId: id, title: 'A talk', ...more });
      const path = {
        draft: [],
        submitted: ['submit'],
        accepted: ['submit', 'accept'],
        confirmed: ['submit', 'accept', 'confirm'],
      };
      for (const action of path[state]) await team('post', `/sessions/${body.id}/${action}`);
      return body.id;
    },
    book: (session, roomId, from, to) =>
      team('post', `/sessions/${session}/slots`, { roomId, startsAt: hour(from), endsAt: hour(to) }),
  };
}

/** A speaker's profile, claimed by `userId` if given, known as if its message had come. */
export async function makeSpeaker(running: Running, userId: string | null = null): Promise<string> {
  const id = newId();
  await running.database.query('INSERT INTO speaker_copies (id, version, user_id) VALUES ($1, 1, $2)', [id, userId]);
  return id;
}
