import { randomUUID } from 'node:crypto';
import { countSent, expectStatus, refuseStatement, type Sent } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference } from './support/conference';
import { type App, startSessionService } from './support/start';

describe('the hot writes of session-service', () => {
  let running: App;
  let camp: Conference;
  let room: string;
  let slot: string;
  let scheduled: string;
  let next = 1;
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running);
    room = await camp.room();
    scheduled = await camp.session('accepted');
    slot = expectStatus(await camp.book(scheduled, room, 0, 0.5), 201).body.id;
  });
  afterAll(() => running.stop());

  const at = () => ({ startsAt: hour(next), endsAt: hour(++next) });
  const writes = {
    createSession: () => camp.team('post', '/sessions', { eventId: camp.id, title: 'A talk' }),
    updateSession: () => camp.team('patch', `/sessions/${scheduled}`, { title: `Talk ${++next}` }),
    scheduleSession: () => camp.team('post', `/sessions/${scheduled}/slots`, { roomId: room, ...at() }),
    moveSlot: () => camp.team('patch', `/slots/${slot}`, at()),
  };
  type Write = keyof typeof writes;

  const expected: Record<Write, Sent> = {
    // The event is looked for first, with no transaction open, as its message may be on its way.
    createSession: { statements: 6, roundTrips: 3 },
    updateSession: { statements: 6, roundTrips: 2 },
    scheduleSession: { statements: 7, roundTrips: 2 },
    moveSlot: { statements: 9, roundTrips: 2 },
  };

  test('send so many statements in so many round trips', async () => {
    const sent: Partial<Record<Write, Sent>> = {};
    for (const name of Object.keys(writes) as Write[]) sent[name] = await countSent(writes[name]);
    expect(sent).toEqual(expected);
  });

  const rows = () =>
    running.database.query(`
      SELECT (SELECT count(*) FROM outbox) AS messages, (SELECT sum(version) FROM sessions) AS sessions,
        (SELECT sum(version) FROM slots) AS slots, (SELECT count(*) FROM session_history) AS history,
        (SELECT count(*) FROM idempotency) AS keys`);

  test.each(Object.keys(writes) as Write[])('%s leaves nothing, whichever of its statements fails', async name => {
    const before = await rows();
    for (let number = 1; number <= expected[name].statements; number++) {
      expectStatus(await refuseStatement(number, () => writes[name]()), 500);
      expect(await rows()).toEqual(before);
    }
    expect((await writes[name]()).ok).toBe(true);
  });

  test('under a key nothing is left either, and the key is free again', async () => {
    const write = (key: string) =>
      camp.team('post', '/sessions', { eventId: camp.id, title: 'Once' }).set('idempotency-key', key);
    await write(randomUUID());
    const { statements } = await countSent(async () => write(randomUUID()));
    const key = randomUUID();
    const before = await rows();
    for (let number = 2; number <= statements; number++) {
      expectStatus(await refuseStatement(number, async () => write(key)), 500);
      expect(await rows()).toEqual(before);
    }
    expectStatus(await write(key), 201);
    expect((await write(key)).headers['idempotency-replayed']).toBe('true');
  });
});
