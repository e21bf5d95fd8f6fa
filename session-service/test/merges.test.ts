import { randomUUID } from 'node:crypto';
import { eventually, messageOf, type TestBroker } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { brokenRules } from './support/invariants';
import { type Running, startBroker, startSessionService } from './support/start';

describe('speakers who turn out to be one', () => {
  let broker: TestBroker;
  let running: Running;
  let camp: Conference;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
    camp = await makeConference(running);
  });
  afterAll(() => running.stop());

  const publish = (type: string, subject: string, sequence: number, data: object) => {
    const id = randomUUID();
    return broker.publish(type, messageOf(type, subject, sequence, data, id), id);
  };
  const merge = (id: string, into: string) => publish('speaker.merged.v1', id, 2, { id, into });
  const speakersOf = async (session: string) =>
    (await camp.team('get', `/sessions/${session}`)).body.speakers.map((one: { speakerId: string }) => one.speakerId);
  const settled = (session: string, ...speakers: string[]) =>
    eventually(async () => (await speakersOf(session)).join() === speakers.join());

  test('stand as one on their sessions and in their slots, once where both were, and it is told', async () => {
    const [goes, stands] = [await makeSpeaker(running), await makeSpeaker(running)];
    const alone = await camp.session('confirmed', { speakerIds: [goes] });
    const both = await camp.session('confirmed', { speakerIds: [stands, goes] });
    await camp.team('put', `/sessions/${alone}/speakers/${goes}`, { role: 'moderator', position: 3 });
    const { body: slot } = await camp.book(alone, await camp.room(), 9, 10);
    await merge(goes, stands);
    await settled(alone, stands);
    await settled(both, stands);
    const { body: session } = await camp.team('get', `/sessions/${alone}`);
    expect(session.speakers).toEqual([{ speakerId: stands, role: 'moderator', position: 3 }]);
    expect(session.slots).toMatchObject([{ id: slot.id }]);
    const refused = await camp.book(both, await camp.room(), 9.5, 10.5);
    expect(refused.body.conflicts).toMatchObject([{ slotId: slot.id, speakerId: stands }]);
    const told = await running.database.query<{ payload: { speakerIds: string[] } }>(
      `SELECT payload FROM outbox WHERE subject = $1 AND type = 'session.speakers-changed.v1' ORDER BY id DESC LIMIT 1`,
      [alone],
    );
    expect(told[0]?.payload.speakerIds).toEqual([stands]);
    expect((await camp.team('put', `/sessions/${both}/speakers/${goes}`, {})).status).toBe(404);
    expect(await brokenRules(running.database)).toEqual([]);
  });

  test('where they were in two places at once, the slot of the one that goes is freed', async () => {
    const [goes, stands] = [await makeSpeaker(running), await makeSpeaker(running)];
    const [hers, also] = [
      await camp.session('confirmed', { speakerIds: [stands] }),
      await camp.session('confirmed', { speakerIds: [goes] }),
    ];
    await camp.book(hers, await camp.room(), 20, 21);
    await camp.book(also, await camp.room(), 20.5, 21.5);
    const { body: later } = await camp.book(also, await camp.room(), 30, 31);
    await merge(goes, stands);
    await settled(also, stands);
    expect((await camp.team('get', `/sessions/${also}`)).body.slots).toMatchObject([{ id: later.id }]);
    expect((await camp.team('get', `/sessions/${hers}`)).body.slots).toMatchObject([{ startsAt: hour(20) }]);
    expect(await brokenRules(running.database)).toEqual([]);
  });

  test('of two merges the later may be heard of first, and a late message revives nobody', async () => {
    const [first, second, last] = [await makeSpeaker(running), await makeSpeaker(running), await makeSpeaker(running)];
    const session = await camp.session('confirmed', { speakerIds: [first] });
    const other = await camp.session('confirmed', { speakerIds: [second] });
    await merge(second, last);
    await settled(other, last);
    await merge(first, second);
    await settled(session, last);
    await publish('speaker.updated.v1', first, 9, { id: first, userId: null, createdBy: randomUUID() });
    await merge(await makeSpeaker(running), last);
    expect((await camp.team('put', `/sessions/${session}/speakers/${first}`, {})).status).toBe(404);
  });
});
