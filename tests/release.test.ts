import { eventually } from '@ems/testing';
import { expect, test } from '@jest/globals';
import { clientWith } from './support/api';
import { asOrganizer, withId } from './support/as-organizer';
import { registerUser } from './support/users';

test('the public sees the released version, while its organizers work on, until the next release', async () => {
  const { client: organizer } = await registerUser();
  const anonymous = clientWith();
  const organize = asOrganizer(organizer);
  const event = await organize.event();
  const hall = await organize.room(event.id, 'Hall');
  const session = await organize.session(event.id, 'Opening', []);
  const slot = await organize.slot(session.id, hall.id, '2027-05-01T10:00:00Z');
  await organize.publish(event.id);
  const release = (name: string) => organizer.post('/schedule-versions', { body: { eventId: event.id, name } });
  const shows = async (startsAt: string) => {
    const { data } = await anonymous.get('/events/{id}/schedule', withId(event.id));
    return JSON.stringify(data).includes(startsAt);
  };

  expect((await release('1.0')).response.status).toBe(201);
  const times = { startsAt: '2027-05-01T15:00:00Z', endsAt: '2027-05-01T15:45:00Z' };
  const moved = await organizer.patch('/slots/{id}', { ...withId(slot.id), body: times });
  expect(moved.response.status).toBe(200);
  expect(await shows('2027-05-01T12:00:00.000+02:00')).toBe(true);
  expect(await shows('2027-05-01T17:00:00.000+02:00')).toBe(false);

  const { data: second } = await release('2.0');
  await eventually(() => shows('2027-05-01T17:00:00.000+02:00'));
  expect(await shows('2027-05-01T12:00:00.000+02:00')).toBe(false);
  const { data: diff } = await anonymous.get('/schedule-versions/{id}/diff', withId(second.id));
  expect(diff.changes).toMatchObject([{ type: 'moved-time', slotId: slot.id, title: 'Opening' }]);
});
