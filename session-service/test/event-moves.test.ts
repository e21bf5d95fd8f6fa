import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { newId } from '@ems/chassis/database';
import { createGrpcClient } from '@ems/chassis/grpc';
import { type Api, deliver, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { hour, makeSpeaker } from './support/conference';
import { type App, startSessionService } from './support/start';

const berlin = { startsAt: hour(6), endsAt: hour(96), timezone: 'Europe/Berlin' };
const week = 7 * 24;

describe('what hangs on an event follows it', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
  });
  afterAll(() => running.stop());

  const send = (type: string, id: string, sequence: number, data: object) =>
    deliver(broker, running.database, messageOf(type, id, sequence, data));

  /** An event with a room, whose messages are the test's. */
  async function makeEvent() {
    const [id, owner] = [newId(), randomUUID()];
    const team: Api = running.as(owner);
    const publishUpdate = (sequence: number, fields: object) =>
      send('event.updated.v1', id, sequence, {
        ...{ id, slug: `camp-${id}`, title: 'Camp', status: 'published', ownerId: owner, cfp: null },
        ...fields,
      });
    await publishUpdate(1, berlin);
    const room = expectStatus(await team('post', '/rooms', { eventId: id, name: 'Hall' }), 201).body.id;
    const session = async (speakerIds: string[] = []) => {
      const made = await team('post', '/sessions', { eventId: id, title: 'A talk', speakerIds, submit: true });
      for (const action of ['accept', 'confirm'])
        expectStatus(await team('post', `/sessions/${made.body.id}/${action}`), 200);
      return made.body.id as string;
    };
    const book = async (sessionId: string, from: number, to: number, roomId = room) =>
      expectStatus(
        await team('post', `/sessions/${sessionId}/slots`, { roomId, startsAt: hour(from), endsAt: hour(to) }),
        201,
      ).body.id as string;
    const slots = async (by = team) =>
      (await by('get', `/slots?eventId=${id}`)).body.data.map((slot: Record<string, string>) => [
        slot.id,
        slot.startsAt,
        slot.endsAt,
      ]);
    return { id, team, publishUpdate, room, session, book, slots };
  }
  const later = { startsAt: hour(6 + week), endsAt: hour(96 + week), timezone: 'Europe/Berlin' };

  test('slots, room hours and availability move with the dates, once, and the slots say so', async () => {
    const { id, team, publishUpdate, room, session, book, slots } = await makeEvent();
    const speaker = await makeSpeaker(running);
    const slot = await book(await session([speaker]), 9, 10);
    const next = await book(await session([speaker]), 10, 11);
    const open = [{ startsAt: hour(8), endsAt: hour(20) }];
    expectStatus(await team('put', `/rooms/${room}/availability`, open), 200);
    await send('speaker.availability-changed.v1', speaker, 5, { id: speaker, eventId: id, intervals: open });

    const moves = [{ version: 2, from: berlin, to: later }];
    await publishUpdate(2, { ...later, moves });
    await publishUpdate(3, { ...later, title: 'Again', moves });
    expect(await slots()).toEqual([
      [slot, hour(9 + week), hour(10 + week)],
      [next, hour(10 + week), hour(11 + week)],
    ]);
    const moved = [{ startsAt: hour(8 + week), endsAt: hour(20 + week) }];
    expect((await team('get', `/rooms/${room}/availability`)).body).toEqual(moved);
    const [available] = await running.database.query<{ intervals: string }>(
      'SELECT lower(intervals) AS intervals FROM availability_replicas WHERE speaker_id = $1',
      [speaker],
    );
    expect(available).toEqual({ intervals: new Date(hour(8 + week)) });
    const sent = await running.database.query(`SELECT type FROM outbox WHERE subject = $1 ORDER BY id`, [slot]);
    expect(sent).toEqual([{ type: 'slot.booked.v1' }, { type: 'slot.moved.v1' }]);
  });

  test('by a corrected zone each keeps what its clocks show, over a change of the clocks and a missed message', async () => {
    const { publishUpdate, session, book, slots } = await makeEvent();
    const slot = await book(await session(), 9, 10);
    const kolkata = { startsAt: hour(2.5), endsAt: hour(92.5), timezone: 'Asia/Kolkata' };
    const winter = {
      startsAt: '2026-11-01T00:30:00.000Z',
      endsAt: '2026-11-05T00:30:00.000Z',
      timezone: 'Europe/Berlin',
    };
    await publishUpdate(3, {
      ...winter,
      moves: [
        { version: 2, from: berlin, to: kolkata },
        { version: 3, from: kolkata, to: winter },
      ],
    });
    // 11:00 to 12:00 in Berlin in May, three hours after the event begins at 08:00; 01:30 is the beginning in November.
    expect(await slots()).toEqual([[slot, '2026-11-01T03:30:00.000Z', '2026-11-01T04:30:00.000Z']]);
  });

  test('a slot whose speaker is elsewhere by then is unscheduled, and is a conflict', async () => {
    const [one, other] = [await makeEvent(), await makeEvent()];
    const speaker = await makeSpeaker(running);
    const session = await one.session([speaker]);
    await one.book(session, 9, 10);
    const stays = await one.book(await one.session(), 10, 11);
    await other.publishUpdate(2, { ...berlin, endsAt: hour(400) });
    await other.book(await other.session([speaker]), 9.5 + week, 10 + week);
    await one.publishUpdate(2, { ...later, moves: [{ version: 2, from: berlin, to: later }] });
    expect(await one.slots()).toEqual([[stays, hour(10 + week), hour(11 + week)]]);
    const { data } = (await one.team('get', `/conflicts?eventId=${one.id}&rule=confirmed-unscheduled`)).body;
    expect(data).toMatchObject([{ rule: 'confirmed-unscheduled', parties: [{ id: session }] }]);
  });

  test('what is released is released at the new times by itself; what was not released stays unreleased', async () => {
    const { id, team, publishUpdate, session, book, slots } = await makeEvent();
    const slot = await book(await session(), 9, 10);
    expectStatus(await team('post', '/schedule-versions', { eventId: id, name: '1.0' }), 201);
    const draft = await book(await session(), 11, 12);
    await publishUpdate(2, { ...later, moves: [{ version: 2, from: berlin, to: later }] });
    const everybody = running.as();
    expect(await slots(everybody)).toEqual([[slot, hour(9 + week), hour(10 + week)]]);
    expect(await slots()).toEqual([
      [slot, hour(9 + week), hour(10 + week)],
      [draft, hour(11 + week), hour(12 + week)],
    ]);
    await publishUpdate(3, { ...berlin, moves: [{ version: 3, from: later, to: berlin }] });
    const versions = (await everybody('get', `/schedule-versions?eventId=${id}`)).body.data;
    expect(versions.map(({ name }: { name: string }) => name)).toEqual(['1.0 (moved 2)', '1.0 (moved)', '1.0']);
    expect(await slots(everybody)).toEqual([[slot, hour(9), hour(10)]]);
  });

  test('event-service is told before what would move, and what could not', async () => {
    const { id, session, book } = await makeEvent();
    const other = await makeEvent();
    await other.publishUpdate(2, { ...berlin, endsAt: hour(400) });
    const speaker = await makeSpeaker(running);
    const [moves, clashes, outside] = [
      await book(await session(), 9, 10),
      await book(await session([speaker]), 12, 13),
      await book(await session(), 90, 96),
    ];
    await other.book(await other.session([speaker]), 12.5 + week, 13 + week);
    const client = createGrpcClient({
      protoFile: join(__dirname, '../../proto/session.proto'),
      serviceName: 'session.v1.SessionService',
      target: running.grpcTarget,
    });
    const slot = z.object({ slot_id: z.string(), moved_starts_at: z.string(), refused_by: z.string() });
    const request = {
      ...{ event_id: id, starts_at: later.startsAt, ends_at: hour(95 + week), timezone: later.timezone },
      ...{ from_starts_at: berlin.startsAt, from_timezone: berlin.timezone },
    };
    const reply = await client.call('PreviewEventChange', request, z.object({ slots_moved: z.array(slot) }));
    client.close();
    expect(reply.slots_moved).toEqual([
      { slot_id: moves, moved_starts_at: hour(9 + week), refused_by: '' },
      { slot_id: clashes, moved_starts_at: hour(12 + week), refused_by: 'speaker' },
      { slot_id: outside, moved_starts_at: hour(90 + week), refused_by: 'outside' },
    ]);
  });
});
