import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import type { Api } from './api';

/** Any name that no other test has. */
export const unique = (word: string) => `${word}-${randomUUID().slice(0, 8)}`;

/** What an organizer does through the API; each step fails the test when the system refuses it. */
export const asOrganizer = (organizer: Api) => {
  const post = async <Path extends string>(path: Path, body: object, status = 201) =>
    expectStatus(await organizer('post', path, body), status).body;
  return {
    event: (fields: object = {}) =>
      post('/events', {
        title: 'Conference',
        slug: unique('conf'),
        startsAt: '2027-05-01T07:00:00Z',
        endsAt: '2027-05-03T18:00:00Z',
        timezone: 'Europe/Berlin',
        venue: { name: 'Town hall', city: 'Leipzig', country: 'DE' },
        ...fields,
      }),
    room: (eventId: string, name: string) => post('/rooms', { eventId, name }),
    track: (eventId: string, name: string) => post('/tracks', { eventId, name, color: '#aa3355' }),
    speaker: (name: string, fields: object = {}) => post('/speakers', { name, ...fields }),
    /** Submitted, accepted and confirmed. */
    async session(eventId: string, title: string, speakerIds: string[], fields: object = {}) {
      const { id } = await post('/sessions', { eventId, title, speakerIds, submit: true, ...fields });
      await post(`/sessions/${id}/accept`, {}, 200);
      return post(`/sessions/${id}/confirm`, {}, 200);
    },
    slot: (sessionId: string, roomId: string, startsAt: string) =>
      post(`/sessions/${sessionId}/slots`, { roomId, startsAt }),
    publish: (eventId: string) => post(`/events/${eventId}/publish`, {}, 200),
  };
};
