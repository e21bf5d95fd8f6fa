import type { Client, Schemas } from '@ems/client';
import { eventually } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { clientWith } from './support/api';
import { asOrganizer, withId } from './support/as-organizer';
import { registerUser, type User } from './support/users';

describe('an attendee', () => {
  let owner: Client;
  let organize: ReturnType<typeof asOrganizer>;
  beforeAll(async () => {
    owner = (await registerUser()).client;
    organize = asOrganizer(owner);
  });

  async function appoint(eventId: string, { id: userId, client }: User, role: Schemas['MemberRole']): Promise<void> {
    const params = { path: { id: eventId, userId } };
    // event-service learns of accounts by message.
    const offer = await eventually(async () => {
      const { data } = await owner.put('/events/{id}/members/{userId}', { params, body: { role } });
      return 'offer' in data ? data.offer : undefined;
    }, 5_000);
    await client.post('/events/offers/{id}/accept', withId(offer.id));
  }

  test('gets a seat or is waitlisted, checks in by a ticket that a steward scans, and has it in a calendar', async () => {
    const event = await organize.event({ capacity: 1 });
    await organize.publish(event.id);
    const ofEvent = withId(event.id);
    const [{ client: ada }, { client: bob }] = [await registerUser(), await registerUser()];
    const steve = await registerUser({ name: 'Steve' });
    const { client: steward } = steve;
    await appoint(event.id, steve, 'steward');

    await ada.post('/events/{id}/registrations', ofEvent);
    const { data: second } = await bob.post('/events/{id}/registrations', ofEvent);
    expect(second).toMatchObject({ status: 'waitlisted', position: 1 });
    await ada.delete('/events/{id}/registrations/me', ofEvent);
    const { data: seat } = await bob.get('/events/{id}/registrations/me', ofEvent);
    expect(seat.status).toBe('confirmed');
    const ticket = await bob.get('/registrations/{id}/ticket.svg', { ...withId(seat.id), parseAs: 'text' });
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
    const olga = await registerUser({ name: 'Olga' });
    const { client: organizer } = olga;
    await appoint(event.id, olga, 'organizer');
    const theirs = asOrganizer(organizer);
    // session-service learns by message who plans it.
    await eventually(() => theirs.room(event.id, 'Curie'), 5_000);

    const room = await theirs.room(event.id, 'Meitner');
    const session = await theirs.session(event.id, 'Nuclear tales', []);
    const anonymous = clientWith();
    const ofFeed = { ...withId(event.slug), parseAs: 'text' as const };
    const feed = async () => (await anonymous.get('/events/{id}/schedule.ics', ofFeed)).data;
    const feedHas = (text: string) => eventually(async () => (await feed()).includes(text), 1_000);
    const slot = await theirs.slot(session.id, room.id, '2027-05-01T08:00:00Z');
    await feedHas('DTSTART:20270501T080000Z');
    const before = await feed();
    expect(before).toMatch(new RegExp(`UID:${slot.id}@\\S+\\r\\n(?:.*\\r\\n){2}SEQUENCE:0\\r\\n`));
    const times = { startsAt: '2027-05-01T10:00:00Z', endsAt: '2027-05-01T11:00:00Z' };
    await organizer.patch('/slots/{id}', { ...withId(slot.id), body: times });
    await feedHas('DTSTART:20270501T100000Z');
    expect(await feed()).toContain('SEQUENCE:1\r\n');
    await organizer.delete('/slots/{id}', withId(slot.id));
    await feedHas('STATUS:CANCELLED');
  });
});
