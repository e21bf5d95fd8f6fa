import { randomUUID } from 'node:crypto';
import { deliver, messageOf, type TestBroker } from '@ems/testing';
import type { App } from './start';

interface Session {
  id: string;
  speakerIds: string[];
  status: string;
}

/** An event with a team of its own, as event- and session-service tell of it. */
export interface Conference {
  id: string;
  slug: string;
  owner: string;
  organizer: string;
  reviewer: string;
  /** Tells that a session is so, from now on. */
  put(session: Session): Promise<void>;
  /** A new session. */
  add(status: string, ...speakerIds: string[]): Promise<Session>;
  /** Tells that the event is so, from now on. */
  change(state: object): Promise<void>;
  release(sessions: readonly Session[]): Promise<void>;
}

export async function makeConference(running: App, broker: TestBroker, state: object = {}): Promise<Conference> {
  const [id, owner, organizer, reviewer] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const slug = `camp-${id}`;
  let version = 0;
  const versions = new Map<string, number>();
  const publish = (type: string, subject: string, sequence: number, data: object) =>
    deliver(broker, running.database, messageOf(type, subject, sequence, data));
  const event = {
    id,
    slug,
    title: 'Camp',
    status: 'published',
    ownerId: owner,
    startsAt: '2030-05-01T08:00:00.000Z',
    endsAt: '2030-05-02T08:00:00.000Z',
    timezone: 'UTC',
    cfp: null,
    members: [
      { userId: organizer, role: 'organizer' },
      { userId: reviewer, role: 'reviewer' },
    ],
  };
  const put = async (session: Session) => {
    const sequence = (versions.get(session.id) ?? 0) + 1;
    versions.set(session.id, sequence);
    const type = sequence === 1 ? 'session.created.v1' : 'session.speakers-changed.v1';
    await publish(type, session.id, sequence, { ...session, eventId: id, title: `Talk ${session.id}` });
  };
  const change = (changed: object) => publish('event.updated.v1', id, ++version, { ...event, ...changed });
  await publish('event.created.v1', id, ++version, { ...event, ...state });
  return {
    id,
    slug,
    owner,
    organizer,
    reviewer,
    put,
    change,
    async add(status, ...speakerIds) {
      const session = { id: randomUUID(), status, speakerIds };
      await put(session);
      return session;
    },
    release: sessions =>
      publish('schedule.released.v1', randomUUID(), 1, {
        id: randomUUID(),
        eventId: id,
        name: '1.0',
        sessions: sessions.map(({ id: sessionId, speakerIds }) => ({ id: sessionId, title: 'Talk', speakerIds })),
      }),
  };
}
