import { randomUUID } from 'node:crypto';
import { type Client, ProblemError } from '@ems/client';
import { eventually } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { clientWith } from './support/api';
import { asOrganizer, unique, withId } from './support/as-organizer';
import { password, registerUser } from './support/users';

describe('from an account to a published schedule', () => {
  let organizer: Client;
  let organize: ReturnType<typeof asOrganizer>;
  const anonymous = clientWith();
  beforeAll(async () => {
    organizer = (await registerUser()).client;
    organize = asOrganizer(organizer);
  });

  test('who registers can log in and is known', async () => {
    const account = { email: `${randomUUID()}@example.org`, password };
    const client = clientWith();
    await client.signUp({ ...account, name: 'Grace' });
    await client.signOut();
    await client.signIn(account);
    expect((await client.get('/users/me')).data).toMatchObject({ email: account.email, name: 'Grace' });
  });

  test('an event with rooms, tracks, speakers and confirmed sessions in slots is published as a schedule', async () => {
    const slug = unique('happy-path');
    const { id: eventId } = await organize.event({ slug, title: 'Happy Path' });
    const [hall, loft] = [await organize.room(eventId, 'Hall'), await organize.room(eventId, 'Loft')];
    const { id: trackId } = await organize.track(eventId, 'Web');
    const ada = await organize.speaker('Ada Lovelace', { tagline: 'First programmer' });
    const grace = await organize.speaker('Grace Hopper');
    const opening = await organize.session(eventId, 'Opening', [ada.id, grace.id], { trackId });
    const compilers = await organize.session(eventId, 'Compilers', [grace.id]);
    const first = await organize.slot(opening.id, hall.id, '2027-05-01T09:00:00+02:00');
    // After midnight it is still the first conference day.
    const second = await organize.slot(compilers.id, loft.id, '2027-05-02T00:30:00+02:00');

    const notFound = { status: 404, code: 'not-found' };
    await expect(anonymous.get('/events/{id}', withId(slug))).rejects.toMatchObject(notFound);
    await expect(anonymous.get('/events/{id}/schedule', withId(slug))).rejects.toMatchObject(notFound);
    expect((await organize.publish(eventId)).status).toBe('published');

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
    const event = await organize.event({ slug: unique('renamed'), title: 'Renamed' });
    const speaker = await organize.speaker('Before');
    const session = await organize.session(event.id, 'Talk', [speaker.id]);
    await organize.slot(session.id, (await organize.room(event.id, 'Hall')).id, '2027-05-01T10:00:00Z');
    await organize.publish(event.id);
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
