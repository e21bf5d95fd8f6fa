import { eventually } from '@ems/testing';
import { expect, test } from '@jest/globals';
import { clientWith } from './support/api';
import { asOrganizer, withId } from './support/as-organizer';
import { registerUser } from './support/users';

test('an event whose zone was wrong moves with all that hangs on it, and nobody sees half of it', async () => {
  const { client: organizer } = await registerUser();
  const anonymous = clientWith();
  const organize = asOrganizer(organizer);
  const event = await organize.event();
  const room = await organize.room(event.id, 'Hall');
  const session = await organize.session(event.id, 'Opening', []);
  await organize.slot(session.id, room.id, '2027-05-01T11:00:00+02:00');
  await organize.publish(event.id);
  const ofEvent = withId(event.id);
  const read = async () => {
    const { data } = await anonymous.get('/events/{id}/schedule', ofEvent);
    const slot = data.days[0]?.rooms[0]?.slots[0];
    return `${data.event.timezone} from ${data.event.startsAt}: ${slot?.startsAt}`;
  };
  const before = 'Europe/Berlin from 2027-05-01T07:00:00.000Z: 2027-05-01T11:00:00.000+02:00';
  const after = 'Europe/Lisbon from 2027-05-01T08:00:00.000Z: 2027-05-01T11:00:00.000+01:00';
  await eventually(async () => (await read()) === before);

  const body = { timezone: 'Europe/Lisbon' };
  const refused = { status: 409, code: 'event.has-slots' };
  await expect(organizer.patch('/events/{id}', { ...ofEvent, body })).rejects.toMatchObject(refused);
  const { path } = ofEvent.params;
  const { data: impact } = await organizer.get('/events/{id}/impact', { params: { path, query: body } });
  expect(impact.slotsMoved).toMatchObject([{ movedTo: { startsAt: '2027-05-01T10:00:00.000Z' }, refusedBy: null }]);
  const move = { params: { path, query: { slots: 'move' as const } }, body };
  expect((await organizer.patch('/events/{id}', move)).response.status).toBe(200);
  const seen = new Set<string>();
  await eventually(async () => seen.add(await read()).has(after));
  expect([...seen].filter(schedule => schedule !== before && schedule !== after)).toEqual([]);
});
