import { type Client, ProblemError } from '@ems/client';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { asOrganizer, withId } from './support/as-organizer';
import { registerUser } from './support/users';

describe('a schedule without double bookings', () => {
  let organizer: Client;
  let organize: ReturnType<typeof asOrganizer>;
  let event: { id: string };
  let rooms: { id: string }[];
  beforeAll(async () => {
    organizer = (await registerUser()).client;
    organize = asOrganizer(organizer);
    event = await organize.event();
    rooms = await Promise.all(['One', 'Two'].map(name => organize.room(event.id, name)));
  });

  const book = async (sessionId = '', room: number, startsAt: string) =>
    (
      await organizer.post('/sessions/{id}/slots', {
        ...withId(sessionId),
        body: { roomId: rooms[room]?.id ?? '', startsAt },
      })
    ).data;
  const sessions = (titles: string[], speakerIds: string[] = []) =>
    Promise.all(titles.map(title => organize.session(event.id, title, speakerIds)));

  /** The slots that are made, and what the others are in the way of. */
  async function outcomes(bookings: readonly ReturnType<typeof book>[]) {
    const settled = await Promise.allSettled(bookings);
    const granted = settled.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = settled.flatMap(one => (one.status === 'rejected' ? [conflictsOf(one.reason)] : []));
    return { granted, refused };
  }

  function conflictsOf(error: unknown) {
    if (!(error instanceof ProblemError && error.code === 'slot.taken')) throw error;
    expect(error.status).toBe(409);
    return error.conflicts;
  }
  const refusal = async (booking: ReturnType<typeof book>) =>
    conflictsOf(await booking.catch((error: unknown) => error));

  test('a room that is taken is refused, and the reply names the overlapping slot', async () => {
    const [first, second] = await sessions(['First', 'Second']);
    const taken = await book(first?.id, 0, '2027-05-01T10:00:00Z');
    expect(await refusal(book(second?.id, 0, '2027-05-01T10:30:00Z'))).toMatchObject([
      { slotId: taken.id, sessionId: first?.id, title: 'First', roomId: rooms[0]?.id },
    ]);
    // Back to back, or in the other room, it is free.
    await book(second?.id, 0, '2027-05-01T10:45:00Z');
  });

  test('a speaker cannot be in two places at once, and the reply names who and where', async () => {
    const speaker = await organize.speaker('Ada');
    const [first, second] = await sessions(['Here', 'There'], [speaker.id]);
    await book(first?.id, 0, '2027-05-01T12:00:00Z');
    const conflicts = await refusal(book(second?.id, 1, '2027-05-01T12:30:00Z'));
    expect(conflicts).toMatchObject([{ title: 'Here', speakerId: speaker.id }]);
  });

  test('of 20 requests for one room at one time, one is granted', async () => {
    const wanting = await sessions(Array.from({ length: 20 }, (_, n) => `Wanting ${n}`));
    const { granted, refused } = await outcomes(wanting.map(({ id }) => book(id, 0, '2027-05-02T10:00:00Z')));
    expect([granted.length, refused.length]).toEqual([1, 19]);
    for (const conflicts of refused) expect(conflicts).toMatchObject([{ slotId: granted[0]?.id }]);
  });

  test('of two requests that would put a speaker in two rooms at once, one is granted, each time', async () => {
    const speaker = await organize.speaker('Grace');
    for (const startsAt of ['2027-05-02T12:00:00Z', '2027-05-02T14:00:00Z', '2027-05-02T16:00:00Z']) {
      const [left, right] = await sessions(['Left', 'Right'], [speaker.id]);
      const { granted, refused } = await outcomes([book(left?.id, 0, startsAt), book(right?.id, 1, startsAt)]);
      expect([granted.length, refused.length]).toEqual([1, 1]);
    }
  });
});
