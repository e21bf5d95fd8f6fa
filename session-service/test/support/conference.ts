import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { expectStatus } from '@ems/testing';
import type { App } from './start';

export type Conference = Awaited<ReturnType<typeof makeConference>>;

export const hour = (hours: number) => new Date(Date.UTC(2026, 4, 1) + hours * 3_600_000).toISOString();

interface EventFields {
  status?: 'draft' | 'published' | 'cancelled' | 'completed';
  cfpOpen?: boolean;
  startsAt?: string;
  endsAt?: string;
  timezone?: string;
}

/** An event, by default of four days from 1 May 2026, known to the service as if its messages had come. */
export async function makeConference(running: App, fields: EventFields = {}) {
  const { status = 'published', cfpOpen = false, timezone = 'Europe/Berlin' } = fields;
  const { startsAt = hour(0), endsAt = hour(96) } = fields;
  const [id, owner] = [newId(), randomUUID()];
  await running.database.query(
    `INSERT INTO event_replicas (id, version, slug, status, owner_id, starts_at, ends_at, timezone, cfp_opens_at, cfp_closes_at)
     VALUES ($1, 1, $8, $2::"EventStatus", $3, $4, $5, $7, now() - interval '1 day',
             now() + CASE WHEN $6 THEN interval '1 day' ELSE interval '-1 hour' END)`,
    [id, status, owner, startsAt, endsAt, cfpOpen, timezone, `conf-${id}`],
  );
  const team = running.as(owner);
  return {
    id,
    owner,
    /** The API as the event's owner. */
    team,
    async room(more: object = {}) {
      const reply = await team('post', '/rooms', { eventId: id, name: `Room ${randomUUID()}`, ...more });
      return expectStatus(reply, 201).body.id;
    },
    /** A session of the given status, made through the API. */
    async session(status: 'draft' | 'submitted' | 'accepted' | 'confirmed' = 'accepted', more: object = {}) {
      const { body } = expectStatus(await team('post', '/sessions', { eventId: id, title: 'A talk', ...more }), 201);
      const path = {
        draft: [],
        submitted: ['submit'],
        accepted: ['submit', 'accept'],
        confirmed: ['submit', 'accept', 'confirm'],
      };
      for (const action of path[status]) expectStatus(await team('post', `/sessions/${body.id}/${action}`), 200);
      return body.id;
    },
    /** Books from `from` to `to`, hours of the first day such as 9.5. */
    book: (session: string, roomId: string, from: number, to: number) =>
      team('post', `/sessions/${session}/slots`, { roomId, startsAt: hour(from), endsAt: hour(to) }),
  };
}

/** What a profile of {@link makeSpeaker} is called. */
export const speakerName = 'Ada Lovelace';

/** A speaker's profile, claimed by `userId` and made by `createdBy` if given, known as if its message had come. */
export async function makeSpeaker(
  running: App,
  userId: string | null = null,
  createdBy: string | null = null,
): Promise<string> {
  const id = newId();
  await running.database.query(
    'INSERT INTO speaker_replicas (id, version, name, user_id, created_by) VALUES ($1, 1, $4, $2, $3)',
    [id, userId, createdBy, speakerName],
  );
  return id;
}

/** Somebody accepts what they have been offered. */
export async function acceptOffers(running: App, userId: string): Promise<void> {
  const api = running.as(userId);
  const { data } = expectStatus(await api('get', '/sessions/offers'), 200).body;
  for (const { id, status } of data)
    if (status === 'pending') expectStatus(await api('post', `/sessions/offers/${id}/accept`), 200);
}
