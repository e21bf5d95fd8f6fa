import { expectStatus } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Api } from './support/api';
import { asOrganizer } from './support/as-organizer';
import { registerUser } from './support/users';

describe('a schedule without double bookings', () => {
  let organizer: Api;
  let organize: ReturnType<typeof asOrganizer>;
  let event: { id: string };
  let rooms: { id: string }[];
  beforeAll(async () => {
    organizer = (await registerUser()).api;
    organize = asOrganizer(organizer);
    event = await organize.event();
    rooms = await Promise.all(['One', 'Two'].map(name => organize.room(event.id, name)));
  });

  const book = (sessionId: string | undefined, room: number, startsAt: string) =>
    organizer('post', `/sessions/${sessionId}/slots`, { roomId: rooms[room]?.id, startsAt });
  const sessions = (titles: string[], speakerIds: string[] = []) =>
    Promise.all(titles.map(title => organize.session(event.id, title, speakerIds)));

  test('a room that is taken is refused, and the reply names the overlapping slot', async () => {
    const [first, second] = await sessions(['First', 'Second']);
    const taken = await book(first?.id, 0, '2027-05-01T10:00:00Z');
    expectStatus(taken, 201);
    const refused = await book(second?.id, 0, '2027-05-01T10:30:00Z');
    expectStatus(refused, 409, 'slot.taken');
    expect(refused.body).toMatchObject({
      conflicts: [{ slotId: taken.body.id, sessionId: first?.id, title: 'First', roomId: rooms[0]?.id }],
    });
    // Back to back, or in the other room, it is free.
    expectStatus(await book(second?.id, 0, '2027-05-01T10:45:00Z'), 201);
  });

  test('a speaker cannot be in two places at once, and the reply names who and where', async () => {
    const speaker = await organize.speaker('Ada');
    const [first, second] = await sessions(['Here', 'There'], [speaker.id]);
    expectStatus(await book(first?.id, 0, '2027-05-01T12:00:00Z'), 201);
    const refused = await book(second?.id, 1, '2027-05-01T12:30:00Z');
    expectStatus(refused, 409, 'slot.taken');
    expect(refused.body).toMatchObject({ conflicts: [{ title: 'Here', speakerId: speaker.id }] });
  });

  test('of 20 requests for one room at one time, one is granted', async () => {
    const wanting = await sessions(Array.from({ length: 20 }, (_, n) => `Wanting ${n}`));
    const replies = await Promise.all(wanting.map(({ id }) => book(id, 0, '2027-05-02T10:00:00Z')));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([201, ...Array(19).fill(409)]);
    const [granted] = replies.filter(reply => reply.status === 201);
    for (const { body } of replies.filter(reply => reply.status === 409)) {
      expect(body).toMatchObject({ conflicts: [{ slotId: granted?.body.id }] });
    }
  });

  test('of two requests that would put a speaker in two rooms at once, one is granted, each time', async () => {
    const speaker = await organize.speaker('Grace');
    for (const startsAt of ['2027-05-02T12:00:00Z', '2027-05-02T14:00:00Z', '2027-05-02T16:00:00Z']) {
      const [left, right] = await sessions(['Left', 'Right'], [speaker.id]);
      const replies = await Promise.all([book(left?.id, 0, startsAt), book(right?.id, 1, startsAt)]);
      expect(replies.map(reply => reply.status).toSorted()).toEqual([201, 409]);
    }
  });
});
