import { createClient, memoryTokens } from '@ems/client';
import { eventually, expectStatus } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { signUp } from './client/people';
import { type Api, api, gateway } from './support/api';
import { asOrganizer } from './support/as-organizer';
import { registerUser } from './support/users';

describe('an attendee', () => {
  let owner: Api;
  let organize: ReturnType<typeof asOrganizer>;
  beforeAll(async () => {
    owner = (await registerUser()).api;
    organize = asOrganizer(owner);
  });

  const idOf = async (user: Api) => String(expectStatus(await user('get', '/users/me'), 200).body.id);

  /** Asks until it is so, as messages take their time. */
  const becomes = (status: number, ask: () => ReturnType<Api>) =>
    eventually(async () => expectStatus(await ask(), status), 5_000);

  async function appoint(eventId: string, userId: string, role: string, user: Api): Promise<void> {
    const path = `/events/${eventId}/members/${userId}` as const;
    const { body } = await eventually(async () => expectStatus(await owner('put', path, { role }), 202), 5_000);
    expectStatus(await user('post', `/events/offers/${body.offer.id}/accept`), 200);
  }

  test('gets a seat or is waitlisted, checks in by a ticket that a steward scans, and has it in a calendar', async () => {
    const event = await organize.event({ capacity: 1 });
    await organize.publish(event.id);
    const ofEvent = { params: { path: { id: event.id } } };
    const [{ client: ada }, { client: bob }] = [await signUp(gateway()), await signUp(gateway())];
    const steve = await registerUser({ name: 'Steve' });
    await appoint(event.id, steve.id, 'steward', steve.api);
    const steward = createClient({ baseUrl: gateway(), tokens: memoryTokens(steve) });

    await ada.post('/events/{id}/registrations', ofEvent);
    const { data: second } = await bob.post('/events/{id}/registrations', ofEvent);
    expect(second).toMatchObject({ status: 'waitlisted', position: 1 });
    await ada.delete('/events/{id}/registrations/me', ofEvent);
    const { data: seat } = await bob.get('/events/{id}/registrations/me', ofEvent);
    expect(seat.status).toBe('confirmed');
    const ofSeat = { params: { path: { id: seat.id } } };
    const ticket = await bob.get('/registrations/{id}/ticket.svg', { ...ofSeat, parseAs: 'text' });
    expect(ticket.response.headers.get('content-type')).toBe('image/svg+xml');
    const body = { ticketCode: String(seat.ticketCode) };
    const scan = () => steward.post('/events/{id}/check-ins', { ...ofEvent, body });
    expect((await scan()).data.alreadyCheckedIn).toBe(false);
    expect((await scan()).data.alreadyCheckedIn).toBe(true);
    await expect(ada.get('/events/{id}/registrations', ofEvent)).rejects.toMatchObject({ status: 403 });
    expect((await steward.get('/events/{id}/registrations', ofEvent)).data.data).toHaveLength(2);

    const { token } = (await bob.post('/registrations/calendar')).data;
    const query = { token: String(token) };
    const calendar = await bob.get('/registrations/calendar.ics', { params: { query }, parseAs: 'text' });
    expect(calendar.data).toContain(`UID:${seat.id}@`);
  });

  test('an organizer whom the owner appointed plans the schedule; feeds show it within a second', async () => {
    const event = await organize.event();
    await organize.publish(event.id);
    const organizer = (await registerUser({ name: 'Olga' })).api;
    const organizerId = await idOf(organizer);
    await appoint(event.id, organizerId, 'organizer', organizer);
    await becomes(201, () => organizer('post', '/rooms', { eventId: event.id, name: 'Curie' }));

    const theirs = asOrganizer(organizer);
    const room = await theirs.room(event.id, 'Meitner');
    const session = await theirs.session(event.id, 'Nuclear tales', []);
    const feed = async () => (await api()('get', `/events/${event.slug}/schedule.ics`)).text;
    const feedHas = (text: string) => eventually(async () => (await feed()).includes(text), 1_000);
    const slot = expectStatus(
      await organizer('post', `/sessions/${session.id}/slots`, {
        ...{ roomId: room.id, startsAt: '2027-05-01T08:00:00Z', endsAt: '2027-05-01T09:00:00Z' },
      }),
      201,
    ).body;
    await feedHas('DTSTART:20270501T080000Z');
    const before = await feed();
    expect(before).toMatch(new RegExp(`UID:${slot.id}@\\S+\\r\\n(?:.*\\r\\n){2}SEQUENCE:0\\r\\n`));
    const times = { startsAt: '2027-05-01T10:00:00Z', endsAt: '2027-05-01T11:00:00Z' };
    expectStatus(await organizer('patch', `/slots/${slot.id}`, times), 200);
    await feedHas('DTSTART:20270501T100000Z');
    expect(await feed()).toContain('SEQUENCE:1\r\n');
    expectStatus(await organizer('delete', `/slots/${slot.id}`), 204);
    await feedHas('STATUS:CANCELLED');
  });
});
