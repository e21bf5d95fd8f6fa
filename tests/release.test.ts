import { eventually, expectStatus } from '@ems/testing';
import { expect, test } from '@jest/globals';
import { api } from './support/api';
import { asOrganizer } from './support/as-organizer';
import { registerUser } from './support/users';

test('the public sees the released version, while its organizers work on, until the next release', async () => {
  const organizer = (await registerUser()).api;
  const organize = asOrganizer(organizer);
  const event = await organize.event();
  const hall = await organize.room(event.id, 'Hall');
  const session = await organize.session(event.id, 'Opening', []);
  const slot = await organize.slot(session.id, hall.id, '2027-05-01T10:00:00Z');
  await organize.publish(event.id);
  const release = (name: string) => organizer('post', '/schedule-versions', { eventId: event.id, name });
  const shows = async (startsAt: string) => {
    const { body } = await api()('get', `/events/${event.id}/schedule`);
    return JSON.stringify(body).includes(startsAt);
  };

  expectStatus(await release('1.0'), 201);
  const moved = await organizer('patch', `/slots/${slot.id}`, {
    startsAt: '2027-05-01T15:00:00Z',
    endsAt: '2027-05-01T15:45:00Z',
  });
  expectStatus(moved, 200);
  expect(await shows('2027-05-01T12:00:00.000+02:00')).toBe(true);
  expect(await shows('2027-05-01T17:00:00.000+02:00')).toBe(false);

  const { body: second } = await release('2.0');
  await eventually(() => shows('2027-05-01T17:00:00.000+02:00'));
  expect(await shows('2027-05-01T12:00:00.000+02:00')).toBe(false);
  const { body: diff } = await api()('get', `/schedule-versions/${second.id}/diff`);
  expect(diff.changes).toMatchObject([{ type: 'moved-time', slotId: slot.id, title: 'Opening' }]);
});
