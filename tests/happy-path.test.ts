import { randomUUID } from 'node:crypto';
import { type Client, createClient, ProblemError } from '@ems/client';
import { eventually } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { signUp } from './client/people';
import { gateway } from './support/api';
import { unique } from './support/as-organizer';
import { password } from './support/users';

const withId = (id: string) => ({ params: { path: { id } } });

describe('from an account to a published schedule', () => {
  let organizer: Client;
  const anonymous = createClient({ baseUrl: gateway() });
  beforeAll(async () => {
    organizer = (await signUp(gateway())).client;
  });

  const createEvent = async (fields: { slug: string; title: string }) => {
    const times = { startsAt: '2027-05-01T07:00:00Z', endsAt: '2027-05-03T18:00:00Z', timezone: 'Europe/Berlin' };
    return (await organizer.post('/events', { body: { ...times, ...fields, venue: { name: 'Town hall' } } })).data;
  };
  const createRoom = async (eventId: string, name: string) =>
    (await organizer.post('/rooms', { body: { eventId, name } })).data;
  const createSpeaker = async (name: string, tagline = '') =>
    (await organizer.post('/speakers', { body: { name, tagline } })).data;
  const schedule = async (sessionId: string, roomId: string, startsAt: string) =>
    (await organizer.post('/sessions/{id}/slots', { ...withId(sessionId), body: { roomId, startsAt } })).data;

  /** Submitted, accepted and confirmed. */
  async function createSession(body: { eventId: string; title: string; speakerIds: string[]; trackId?: string }) {
    const { data } = await organizer.post('/sessions', { body: { ...body, submit: true } });
    await organizer.post('/sessions/{id}/accept', withId(data.id));
    return (await organizer.post('/sessions/{id}/confirm', withId(data.id))).data;
  }

  test('who registers can log in and is known', async () => {
    const account = { email: `${randomUUID()}@example.org`, password };
    const client = createClient({ baseUrl: gateway() });
    await client.signUp({ ...account, name: 'Grace' });
    await client.signOut();
    await client.signIn(account);
    expect((await client.get('/users/me')).data).toMatchObject({ email: account.email, name: 'Grace' });
  });

  test('an event with rooms, tracks, speakers and confirmed sessions in slots is published as a schedule', async () => {
    const slug = unique('happy-path');
    const { id: eventId } = await createEvent({ slug, title: 'Happy Path' });
    const [hall, loft] = [await createRoom(eventId, 'Hall'), await createRoom(eventId, 'Loft')];
    const { data: track } = await organizer.post('/tracks', { body: { eventId, name: 'Web', color: '#aa3355' } });
    const ada = await createSpeaker('Ada Lovelace', 'First programmer');
    const grace = await createSpeaker('Grace Hopper');
    const speakerIds = [ada.id, grace.id];
    const opening = await createSession({ eventId, title: 'Opening', speakerIds, trackId: track.id });
    const compilers = await createSession({ eventId, title: 'Compilers', speakerIds: [grace.id] });
    const first = await schedule(opening.id, hall.id, '2027-05-01T09:00:00+02:00');
    // After midnight it is still the first conference day.
    const second = await schedule(compilers.id, loft.id, '2027-05-02T00:30:00+02:00');

    const notFound = { status: 404, code: 'not-found' };
    await expect(anonymous.get('/events/{id}', withId(slug))).rejects.toMatchObject(notFound);
    await expect(anonymous.get('/events/{id}/schedule', withId(slug))).rejects.toMatchObject(notFound);
    expect((await organizer.post('/events/{id}/publish', withId(eventId))).data.status).toBe('published');

    const { data: published } = await anonymous.get('/events/{id}/schedule', withId(slug));
    expect(published).not.toHaveProperty('degraded');
    const [day, ...otherDays] = published.days;
    const rooms = day?.rooms.map(room => [room.name, room.slots]);
    expect(Object.fromEntries(rooms ?? [])).toMatchObject({
      Hall: [
        {
          id: first.id,
          startsAt: '2027-05-01T09:00:00.000+02:00',
          session: {
            title: 'Opening',
            track: { name: 'Web' },
            speakers: [{ name: 'Ada Lovelace', tagline: 'First programmer' }, { name: 'Grace Hopper' }],
          },
        },
      ],
      Loft: [{ id: second.id, startsAt: '2027-05-02T00:30:00.000+02:00', session: { title: 'Compilers' } }],
    });
    expect(JSON.stringify(otherDays)).not.toContain('"session"');

    const { data: text } = await anonymous.get('/events/{id}/schedule.json', { ...withId(slug), parseAs: 'text' });
    const { conference } = JSON.parse(text).schedule;
    const entries = conference.days.flatMap((one: { rooms: object }) => Object.values(one.rooms).flat());
    expect(entries.map((entry: { guid: string; title: string }) => [entry.guid, entry.title])).toEqual([
      [first.id, 'Opening'],
      [second.id, 'Compilers'],
    ]);
    expect(entries[0].persons.map((person: { public_name: string }) => person.public_name)).toEqual([
      'Ada Lovelace',
      'Grace Hopper',
    ]);
  });

  test('a new name of a speaker shows in the schedule, and speaker-service learns who is on a session', async () => {
    const event = await createEvent({ slug: unique('renamed'), title: 'Renamed' });
    const speaker = await createSpeaker('Before');
    const session = await createSession({ eventId: event.id, title: 'Talk', speakerIds: [speaker.id] });
    await schedule(session.id, (await createRoom(event.id, 'Hall')).id, '2027-05-01T10:00:00Z');
    await organizer.post('/events/{id}/publish', withId(event.id));
    await organizer.patch('/speakers/{id}', { ...withId(speaker.id), body: { name: 'After' } });
    const { data } = await anonymous.get('/events/{id}/schedule', withId(event.id));
    expect(JSON.stringify(data)).toContain('"After"');
    // Its replica of who is on a session is updated by message.
    const refused = await eventually(async () => {
      const { allowedActions } = (await organizer.get('/speakers/{id}', withId(speaker.id))).data;
      if (allowedActions?.includes('delete')) return undefined;
      return organizer.delete('/speakers/{id}', withId(speaker.id)).catch((error: unknown) => error);
    });
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({ status: 409, code: 'speaker.in-use', sessionIds: [session.id] });
  });
});
