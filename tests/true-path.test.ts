import { randomUUID } from 'node:crypto';
import { eventually } from '@ems/chassis/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Api, api, newcomer } from './support/api';
import { programme, unique } from './support/programme';

describe('from an account to a published programme', () => {
  let organizer: Api;
  let organize: ReturnType<typeof programme>;
  const everybody = api();
  beforeAll(async () => {
    organizer = await newcomer();
    organize = programme(organizer);
  });

  test('who registers can log in and is known', async () => {
    const account = { email: `${randomUUID()}@example.org`, password: 'correct horse battery' };
    expect((await everybody('post', '/auth/register', { ...account, name: 'Grace' })).status).toBe(201);
    const { body } = await everybody('post', '/auth/login', account);
    expect((await api(body.accessToken)('get', '/users/me')).body).toMatchObject({
      email: account.email,
      name: 'Grace',
    });
  });

  test('an event with rooms, tracks, speakers and confirmed sessions in slots is published as a schedule', async () => {
    const slug = unique('true-path');
    const event = await organize.event({ slug, title: 'True Path' });
    const [hall, loft] = [await organize.room(event.id, 'Hall'), await organize.room(event.id, 'Loft')];
    const track = await organize.track(event.id, 'Web');
    const ada = await organize.speaker('Ada Lovelace', { tagline: 'First programmer' });
    const grace = await organize.speaker('Grace Hopper');
    const opening = await organize.session(event.id, 'Opening', [ada.id, grace.id], { trackId: track.id });
    const compilers = await organize.session(event.id, 'Compilers', [grace.id], { type: 'workshop' });
    const first = await organize.slot(opening.id, hall.id, '2027-05-01T09:00:00+02:00');
    // After midnight it is still the first conference day.
    const second = await organize.slot(compilers.id, loft.id, '2027-05-02T00:30:00+02:00');

    expect((await everybody('get', `/events/${slug}`)).status).toBe(404);
    expect((await everybody('get', `/events/${slug}/schedule`)).status).toBe(404);
    expect((await organize.publish(event.id)).status).toBe('published');

    const schedule = await everybody('get', `/events/${slug}/schedule`);
    expect(schedule.status).toBe(200);
    expect(schedule.body).not.toHaveProperty('degraded');
    const [day, ...otherDays] = schedule.body.days;
    const rooms = day.rooms.map((room: { name: string; slots: object[] }) => [room.name, room.slots]);
    expect(Object.fromEntries(rooms)).toMatchObject({
      Hall: [
        {
          id: first.id,
          startsAt: '2027-05-01T07:00:00.000Z',
          session: {
            title: 'Opening',
            track: { name: 'Web' },
            speakers: [{ name: 'Ada Lovelace', tagline: 'First programmer' }, { name: 'Grace Hopper' }],
          },
        },
      ],
      Loft: [{ id: second.id, startsAt: '2027-05-01T22:30:00.000Z', session: { title: 'Compilers' } }],
    });
    expect(JSON.stringify(otherDays)).not.toContain('"session"');

    const { schedule: exported } = (await everybody('get', `/events/${slug}/schedule.json`)).body;
    const entries = exported.conference.days.flatMap((one: { rooms: object }) => Object.values(one.rooms).flat());
    expect(entries.map((entry: { guid: string; title: string }) => [entry.guid, entry.title])).toEqual([
      [first.id, 'Opening'],
      [second.id, 'Compilers'],
    ]);
    expect(entries[0].persons.map((person: { public_name: string }) => person.public_name)).toEqual([
      'Ada Lovelace',
      'Grace Hopper',
    ]);
  });

  test('a new name of a speaker shows in the schedule, and what a session says reaches the speaker’s service', async () => {
    const event = await organize.event();
    const speaker = await organize.speaker('Before');
    const session = await organize.session(event.id, 'Talk', [speaker.id]);
    await organize.slot(session.id, (await organize.room(event.id, 'Hall')).id, '2027-05-01T10:00:00Z');
    await organize.publish(event.id);
    await organizer('patch', `/speakers/${speaker.id}`, { name: 'After' });
    const { body } = await everybody('get', `/events/${event.id}/schedule`);
    expect(JSON.stringify(body)).toContain('"After"');
    // Its own copy of who is on a session comes by message.
    const refused = await eventually(async () => {
      const { allowedActions } = (await organizer('get', `/speakers/${speaker.id}`)).body;
      return allowedActions.includes('delete') ? undefined : organizer('delete', `/speakers/${speaker.id}`);
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'speaker.in-use']);
    expect(refused.body.sessionIds).toEqual([session.id]);
  });
});
