import { newId } from '@ems/chassis/database';
import { deliver, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hour, makeConference, makeSpeaker } from './support/conference';
import { type App, startSessionService } from './support/start';

describe('who has missed a schedule', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
  });
  afterAll(() => running.stop());

  const sent = async (type: string, eventId: string) =>
    (
      await running.database.query<{ payload: object }>(
        `SELECT payload FROM outbox WHERE type = $1 AND payload ->> 'eventId' = $2 ORDER BY id`,
        [type, eventId],
      )
    ).map(({ payload }) => payload);

  test('is told it again: what is so now, with its versions, and what is released', async () => {
    const [camp, empty] = [await makeConference(running), await makeConference(running)];
    const speaker = await makeSpeaker(running);
    const room = await camp.room({ name: 'Hall' });
    const session = await camp.session('confirmed', { title: 'Opening', speakerIds: [speaker] });
    const { body: slot } = expectStatus(await camp.book(session, room, 9, 10), 201);
    const version = (await camp.team('post', '/schedule-versions', { eventId: camp.id, name: '1.0' })).body.id;
    const release = {
      id: version,
      eventId: camp.id,
      name: '1.0',
      sessions: [
        {
          id: session,
          title: 'Opening',
          speakerIds: [speaker],
          slots: [{ id: slot.id, startsAt: hour(9), endsAt: hour(10), room: { id: room, name: 'Hall' } }],
        },
      ],
    };
    expect(await sent('schedule.released.v1', camp.id)).toEqual([release]);
    await camp.team('patch', `/slots/${slot.id}`, { startsAt: hour(12), endsAt: hour(13) });
    await camp.team('patch', `/rooms/${room}`, { name: 'Big hall' });
    const missed = { eventIds: [camp.id, empty.id] };
    await deliver(broker, running.database, messageOf('speaker-service.schedules-missed.v1', newId(), 1, missed));
    expect(await sent('schedule.restated.v1', camp.id)).toEqual([
      {
        eventId: camp.id,
        rooms: [{ id: room, eventId: camp.id, name: 'Big hall', version: 2 }],
        slots: [
          {
            id: slot.id,
            eventId: camp.id,
            sessionId: session,
            sessionStatus: 'confirmed',
            roomId: room,
            startsAt: hour(12),
            endsAt: hour(13),
            version: 2,
          },
        ],
        release,
      },
    ]);
    expect(await sent('schedule.restated.v1', empty.id)).toEqual([
      { eventId: empty.id, rooms: [], slots: [], release: null },
    ]);
  });
});
