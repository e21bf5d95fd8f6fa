import { eventually } from '@ems/chassis/testing';
import { expect, test } from '@jest/globals';
import { api, newcomer } from './support/api';
import { programme } from './support/programme';

test('the public sees what was released, while its makers work on, until they release again', async () => {
  const organizer = await newcomer();
  const organize = programme(organizer);
  const event = await organize.event();
  const hall = await organize.room(event.id, 'Hall');
  const session = await organize.session(event.id, 'Opening', []);
  const slot = await organize.slot(session.id, hall.id, '2027-05-01T10:00:00Z');
  await organize.publish(event.id);
  const release = (name: string) => organizer('post', `/schedule-versions?eventId=${event.id}`, { name });
  const shows = async (startsAt: string) => {
    const { body } = await api()('get', `/events/${event.id}/schedule`);
    return JSON.stringify(body).includes(startsAt);
  };

  expect((await release('1.0')).status).toBe(201);
  const moved = await organizer('patch', `/slots/${slot.id}`, {
    startsAt: '2027-05-01T15:00:00Z',
    endsAt: '2027-05-01T15:45:00Z',
  });
  expect(moved.status).toBe(200);
  expect(await shows('2027-05-01T10:00:00')).toBe(true);
  expect(await shows('2027-05-01T15:00:00')).toBe(false);

  const { body: second } = await release('2.0');
  await eventually(() => shows('2027-05-01T15:00:00'));
  expect(await shows('2027-05-01T10:00:00')).toBe(false);
  const { body: diff } = await api()('get', `/schedule-versions/${second.id}/diff`);
  expect(diff.changes).toMatchObject([{ type: 'moved-time', slotId: slot.id, title: 'Opening' }]);
});
