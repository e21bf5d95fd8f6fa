import { randomUUID } from 'node:crypto';
import { eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference, makeSpeaker, speakerName } from './support/conference';
import { brokenRules } from './support/invariants';
import { type App, startSessionService } from './support/start';

describe('merged speakers', () => {
  let broker: TestBroker;
  let running: App;
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
    (await camp.team('get', `/sessions/${session}`)).body.speakers.map(one => one.speakerId);
  const settled = (session: string, ...speakers: string[]) =>
    eventually(async () => (await speakersOf(session)).join() === speakers.join());

  test('are one on their sessions and in their slots, once where both were, and it is published', async () => {
    const [merged, target] = [await makeSpeaker(running), await makeSpeaker(running)];
    const alone = await camp.session('confirmed', { speakerIds: [merged] });
    const both = await camp.session('confirmed', { speakerIds: [target, merged] });
    await camp.team('put', `/sessions/${alone}/speakers/${merged}`, { role: 'moderator', position: 3 });
    const { body: slot } = await camp.book(alone, await camp.room(), 9, 10);
    await merge(merged, target);
    await settled(alone, target);
    await settled(both, target);
    const { body: session } = await camp.team('get', `/sessions/${alone}`);
    expect(session.speakers).toEqual([
      {
        speakerId: target,
        name: speakerName,
        role: 'moderator',
        position: 3,
        binding: true,
        pending: false,
        email: null,
      },
    ]);
    expect(session.slots).toMatchObject([{ id: slot.id }]);
    const refused = await camp.book(both, await camp.room(), 9.5, 10.5);
    expect(refused.body).toMatchObject({ conflicts: [{ slotId: slot.id, speakerId: target }] });
    const published = await running.database.query<{ payload: { speakerIds: string[] } }>(
      `SELECT payload FROM outbox WHERE subject = $1 AND type = 'session.speakers-changed.v1' ORDER BY id DESC LIMIT 1`,
      [alone],
    );
    expect(published[0]?.payload.speakerIds).toEqual([target]);
    expectStatus(await camp.team('put', `/sessions/${both}/speakers/${merged}`, {}), 404);
    expect(await brokenRules(running.database)).toEqual([]);
  });

  test('where they were in two places at once, the slot of the merged one is deleted', async () => {
    const [merged, target] = [await makeSpeaker(running), await makeSpeaker(running)];
    const [hers, also] = [
      await camp.session('confirmed', { speakerIds: [target] }),
      await camp.session('confirmed', { speakerIds: [merged] }),
    ];
    await camp.book(hers, await camp.room(), 20, 21);
    await camp.book(also, await camp.room(), 20.5, 21.5);
    const { body: later } = await camp.book(also, await camp.room(), 30, 31);
    await merge(merged, target);
    await settled(also, target);
    expect((await camp.team('get', `/sessions/${also}`)).body.slots).toMatchObject([{ id: later.id }]);
    expect((await camp.team('get', `/sessions/${hers}`)).body.slots).toMatchObject([{ startsAt: hour(20) }]);
    expect(await brokenRules(running.database)).toEqual([]);
  });

  test('whom one of two profiles on a session held to its place is held still', async () => {
    const [merged, target] = [await makeSpeaker(running), await makeSpeaker(running)];
    const elsewhere = await camp.session('confirmed', { speakerIds: [target] });
    const both = await camp.session('confirmed', { speakerIds: [target, merged] });
    expectStatus(await camp.team('put', `/sessions/${both}/speakers/${target}`, { binding: false }), 200);
    await camp.book(elsewhere, await camp.room(), 40, 41);
    expectStatus(await camp.book(both, await camp.room(), 40.5, 41.5), 201);
    const { body: kept } = await camp.book(both, await camp.room(), 50, 51);
    await merge(merged, target);
    await settled(both, target);
    const { body: session } = await camp.team('get', `/sessions/${both}`);
    expect(session).toMatchObject({ speakers: [{ speakerId: target, binding: true }], slots: [{ id: kept.id }] });
    expectStatus(await camp.book(elsewhere, await camp.room(), 50, 51), 409, 'slot.taken');
    expect(await brokenRules(running.database)).toEqual([]);
  });

  test('of two merges the later message may come first, and a late message revives nobody', async () => {
    const [first, second, last] = [await makeSpeaker(running), await makeSpeaker(running), await makeSpeaker(running)];
    const session = await camp.session('confirmed', { speakerIds: [first] });
    const other = await camp.session('confirmed', { speakerIds: [second] });
    await merge(second, last);
    await settled(other, last);
    await merge(first, second);
    await settled(session, last);
    await publish('speaker.updated.v1', first, 9, { id: first, userId: null, createdBy: randomUUID() });
    await merge(await makeSpeaker(running), last);
    expectStatus(await camp.team('put', `/sessions/${session}/speakers/${first}`, {}), 404);
  });
});
