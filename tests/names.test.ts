import { expectProblem } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { asOrganizer, unique, withId } from './support/as-organizer';
import { databaseUrl, queryAt } from './support/databases';
import type { ServiceName } from './support/services';
import { password, registerUser, type User } from './support/users';

/** Right-to-left override: what stands after it is shown from its end. */
const turned = 'Bob \u202Egnp.exe';
const arabic = 'مؤتمر القاهرة ٢٠٢٧';
const hebrew = 'דוד בן־גוריון';
const persian = 'نمی\u200Cخواهم';

describe('a name that turns the text after it', () => {
  let olga: User;
  let organizer: ReturnType<typeof asOrganizer>;
  let eventId: string;
  beforeAll(async () => {
    olga = await registerUser({ name: 'Olga' });
    organizer = asOrganizer(olga.client);
    eventId = (await organizer.event({ title: arabic })).id;
    await organizer.room(eventId, persian);
    await organizer.publish(eventId);
  });

  test.each([
    [
      'an account',
      () => olga.api('post', '/auth/register', { email: `${unique('bob')}@example.org`, password, name: turned }),
    ],
    ['an event', () => olga.api('patch', `/events/${eventId}`, { title: turned })],
    ['a walk-in', () => olga.api('post', `/events/${eventId}/registrations`, { name: turned })],
    ['a room', () => olga.api('post', '/rooms', { eventId, name: turned })],
    ['a track', () => olga.api('post', '/tracks', { eventId, name: turned, color: '#aa3355' })],
    ['a session', () => olga.api('post', '/sessions', { eventId, title: turned })],
    ['a version', () => olga.api('post', '/schedule-versions', { eventId, name: turned })],
    ['a speaker', () => olga.api('post', '/speakers', { name: turned })],
  ])('is refused of %s', async (_, send) => {
    expect(expectProblem(await send(), 400, {}).body).toMatchObject({ errors: [{ code: 'control-characters' }] });
  });

  test.each<[ServiceName, string, string]>([
    ['user-service', 'users', 'name'],
    ['event-service', 'events', 'title'],
    ['event-service', 'registrations', 'name'],
    ['session-service', 'rooms', 'name'],
    ['session-service', 'tracks', 'name'],
    ['session-service', 'sessions', 'title'],
    ['speaker-service', 'speakers', 'name'],
  ])('is refused by the database %s, in its table of %s', async (service, table, column) => {
    await organizer.track(eventId, unique('Track'));
    await organizer.session(eventId, hebrew, [(await organizer.speaker(hebrew)).id]);
    await olga.client.post('/events/{id}/registrations', { ...withId(eventId), body: { name: hebrew } });
    const change = `UPDATE ${table} SET ${column} = chr(8238) || 'x', version = version + 1
      WHERE id = (SELECT id FROM ${table} ORDER BY id DESC LIMIT 1)`;
    await expect(queryAt(databaseUrl(service, 'service'), change)).rejects.toMatchObject({
      constraint: `${table}_${column}_without_bidi_controls`,
    });
  });

  test('is none where its script is written from right to left, with its joiners', async () => {
    const { data: session } = await olga.client.post('/sessions', { body: { eventId, title: hebrew } });
    expect(session.title).toBe(hebrew);
    expect((await olga.client.get('/events/{id}', withId(eventId))).data.title).toBe(arabic);
    const rooms = (await olga.client.get('/rooms', { params: { query: { eventId } } })).data.data;
    expect(rooms.map(({ name }) => name)).toEqual([persian]);
  });
});
