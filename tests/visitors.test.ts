import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Api, api, have, newcomer } from './support/api';
import { programme } from './support/programme';

describe('who comes to an event', () => {
  let owner: Api;
  let plan: ReturnType<typeof programme>;
  beforeAll(async () => {
    owner = await newcomer();
    plan = programme(owner);
  });

  const idOf = async (somebody: Api) => String(have(await somebody('get', '/users/me'), 200).body.id);

  /** Asks until it holds, as messages take their time; at most a second, which is what they may take. */
  async function within(ms: number, holds: () => Promise<boolean>): Promise<boolean> {
    for (const end = Date.now() + ms; Date.now() < end; ) if (await holds()) return true;
    return holds();
  }

  test('gets a seat or waits for one, comes in by a ticket that a steward scans, and has it in a calendar', async () => {
    const event = await plan.event({ capacity: 1 });
    await plan.publish(event.id);
    const [ada, bob, steward] = [await newcomer('Ada'), await newcomer('Bob'), await newcomer('Steve')];
    const register = (somebody: Api) => somebody('post', `/events/${event.id}/registrations`);
    const stewardId = await idOf(steward);
    const appointed = () => owner('put', `/events/${event.id}/members/${stewardId}`, { role: 'steward' });
    expect(await within(5_000, async () => (await appointed()).status < 300)).toBe(true);

    have(await register(ada), 201);
    expect(have(await register(bob), 201).body).toMatchObject({ status: 'waitlisted', position: 1 });
    have(await ada('delete', `/events/${event.id}/registrations/me`), 204);
    const seat = have(await bob('get', `/events/${event.id}/registrations/me`), 200).body;
    expect(seat.status).toBe('confirmed');
    const ticket = have(await bob('get', `/registrations/${seat.id}/ticket.svg`), 200);
    expect(ticket.headers['content-type']).toBe('image/svg+xml');
    const scan = () => steward('post', `/events/${event.id}/check-ins`, { ticketCode: seat.ticketCode });
    expect(have(await scan(), 201).body.alreadyCheckedIn).toBe(false);
    expect(have(await scan(), 200).body.alreadyCheckedIn).toBe(true);
    have(await ada('get', `/events/${event.id}/registrations`), 403);
    have(await steward('get', `/events/${event.id}/registrations`), 200);

    const { token } = have(await bob('post', '/registrations/calendar'), 201).body;
    const calendar = have(await api()('get', `/registrations/calendar.ics?token=${token}`), 200);
    expect(calendar.text).toContain(`UID:${seat.id}@`);
  });

  test('an organizer whom the owner appointed plans the programme; feeds show it within a second', async () => {
    const event = await plan.event();
    await plan.publish(event.id);
    const organizer = await newcomer('Olga');
    const organizerId = await idOf(organizer);
    const appointed = () => owner('put', `/events/${event.id}/members/${organizerId}`, { role: 'organizer' });
    expect(await within(5_000, async () => (await appointed()).status < 300)).toBe(true);
    const isKnown = async () =>
      (await organizer('post', '/rooms', { eventId: event.id, name: 'Curie' })).status === 201;
    expect(await within(5_000, isKnown)).toBe(true);

    const theirs = programme(organizer);
    const room = await theirs.room(event.id, 'Meitner');
    const session = await theirs.session(event.id, 'Nuclear tales', []);
    const feed = async () => (await api()('get', `/events/${event.slug}/schedule.ics`)).text;
    const slot = have(
      await organizer('post', `/sessions/${session.id}/slots`, {
        ...{ roomId: room.id, startsAt: '2027-05-01T08:00:00Z', endsAt: '2027-05-01T09:00:00Z' },
      }),
      201,
    ).body;
    expect(await within(1_000, async () => (await feed()).includes('DTSTART:20270501T080000Z'))).toBe(true);
    const before = await feed();
    expect(before).toMatch(new RegExp(`UID:${slot.id}@\\S+\\r\\n(?:.*\\r\\n){2}SEQUENCE:0\\r\\n`));
    const times = { startsAt: '2027-05-01T10:00:00Z', endsAt: '2027-05-01T11:00:00Z' };
    have(await organizer('patch', `/slots/${slot.id}`, times), 200);
    expect(await within(1_000, async () => (await feed()).includes('DTSTART:20270501T100000Z'))).toBe(true);
    expect(await feed()).toContain('SEQUENCE:1\r\n');
    have(await organizer('delete', `/slots/${slot.id}`), 204);
    expect(await within(1_000, async () => (await feed()).includes('STATUS:CANCELLED'))).toBe(true);
  });
});
