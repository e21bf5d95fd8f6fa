import { randomUUID } from 'node:crypto';
import type { Client, Schemas } from '@ems/client';

/** Any name that no other test has. */
export const unique = (word: string) => `${word}-${randomUUID().slice(0, 8)}`;

/** What calls about one thing have: `client.get('/events/{id}', withId(event.id))`. */
export const withId = (id: string) => ({ params: { path: { id } } });

/** What an organizer does through the client; each step fails the test when the system refuses it. */
export const asOrganizer = (client: Client) => ({
  async event(fields: Partial<Schemas['CreateEvent']> = {}) {
    const body = {
      title: 'Conference',
      slug: unique('conf'),
      startsAt: '2027-05-01T07:00:00Z',
      endsAt: '2027-05-03T18:00:00Z',
      timezone: 'Europe/Berlin',
      venue: { name: 'Town hall', city: 'Leipzig', country: 'DE' },
      ...fields,
    };
    return (await client.post('/events', { body })).data;
  },
  room: async (eventId: string, name: string) => (await client.post('/rooms', { body: { eventId, name } })).data,
  track: async (eventId: string, name: string) =>
    (await client.post('/tracks', { body: { eventId, name, color: '#aa3355' } })).data,
  speaker: async (name: string, fields: Partial<Schemas['CreateSpeaker']> = {}) =>
    (await client.post('/speakers', { body: { name, ...fields } })).data,
  /** Submitted, accepted and confirmed. */
  async session(eventId: string, title: string, speakerIds: string[], fields: Partial<Schemas['CreateSession']> = {}) {
    const body = { eventId, title, speakerIds, submit: true, ...fields };
    const { id } = (await client.post('/sessions', { body })).data;
    await client.post('/sessions/{id}/accept', withId(id));
    return (await client.post('/sessions/{id}/confirm', withId(id))).data;
  },
  slot: async (sessionId: string, roomId: string, startsAt: string) =>
    (await client.post('/sessions/{id}/slots', { ...withId(sessionId), body: { roomId, startsAt } })).data,
  publish: async (eventId: string) => (await client.post('/events/{id}/publish', withId(eventId))).data,
});
