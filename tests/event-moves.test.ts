import { eventually, expectStatus } from '@ems/testing';
import { expect, test } from '@jest/globals';
import { api } from './support/api';
import { asOrganizer } from './support/as-organizer';
import { registerUser } from './support/users';

test('an event whose zone was wrong moves with all that hangs on it, and nobody sees half of it', async () => {
  const organizer = (await registerUser()).api;
  const organize = asOrganizer(organizer);
  const event = await organize.event();
  const room = await organize.room(event.id, 'Hall');
  const session = await organize.session(event.id, 'Opening', []);
  await organize.slot(session.id, room.id, '2027-05-01T11:00:00+02:00');
  await organize.publish(event.id);
  const path = `/events/${event.id}` as const;
  const read = async () => {
    const { body } = expectStatus(await api()('get', `${path}/schedule`), 200);
    const slot = body.days[0]?.rooms[0]?.slots[0];
    return `${body.event.timezone} from ${body.event.startsAt}: ${slot?.startsAt}`;
  };
  const before = 'Europe/Berlin from 2027-05-01T07:00:00.000Z: 2027-05-01T11:00:00.000+02:00';
  const after = 'Europe/Lisbon from 2027-05-01T08:00:00.000Z: 2027-05-01T11:00:00.000+01:00';
  await eventually(async () => (await read()) === before);

  const correction = { timezone: 'Europe/Lisbon' };
  expectStatus(await organizer('patch', path, correction), 409, 'event.has-slots');
  const impact = expectStatus(await organizer('get', `${path}/impact?timezone=Europe/Lisbon`), 200).body;
  expect(impact.slotsMoved).toMatchObject([{ movedTo: { startsAt: '2027-05-01T10:00:00.000Z' }, refusedBy: null }]);
  expectStatus(await organizer('patch', `${path}?slots=move`, correction), 200);
  const seen = new Set<string>();
  await eventually(async () => seen.add(await read()).has(after));
  expect([...seen].filter(schedule => schedule !== before && schedule !== after)).toEqual([]);
});
