import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, hour, makeConference, makeSpeaker } from './support/conference';
import { brokenRules } from './support/invariants';
import { type App, startSessionService } from './support/start';

describe('a speaker is in one place at a time', () => {
  let running: App;
  let camp: Conference;
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running);
  });
  afterAll(() => running.stop());

  test('when a slot is booked', async () => {
    const speaker = await makeSpeaker(running);
    const [here, there] = [await camp.room(), await camp.room()];
    const [first, second] = [
      await camp.session('accepted', { speakerIds: [speaker] }),
      await camp.session('accepted', { speakerIds: [speaker] }),
    ];
    const { body: slot } = await camp.book(first, here, 30, 31);
    const reply = await camp.book(second, there, 30, 31);
    expectStatus(reply, 409, 'slot.taken');
    expect(reply.body).toMatchObject({
      conflicts: [{ slotId: slot.id, sessionId: first, roomId: here, speakerId: speaker }],
    });
  });

  test('when a speaker joins a session that has slots', async () => {
    const speaker = await makeSpeaker(running);
    const [first, second] = [await camp.session('accepted', { speakerIds: [speaker] }), await camp.session()];
    const { body: slot } = await camp.book(first, await camp.room(), 40, 41);
    await camp.book(second, await camp.room(), 40.5, 42);
    const reply = await camp.team('put', `/sessions/${second}/speakers/${speaker}`, {});
    expectStatus(reply, 409, 'slot.taken');
    expect(reply.body).toMatchObject({ conflicts: [{ slotId: slot.id, speakerId: speaker }] });
    expect((await camp.team('get', `/sessions/${second}`)).body.speakers).toEqual([]);
  });

  test('when a slot moves', async () => {
    const speaker = await makeSpeaker(running);
    const [first, second] = [
      await camp.session('accepted', { speakerIds: [speaker] }),
      await camp.session('accepted', { speakerIds: [speaker] }),
    ];
    await camp.book(first, await camp.room({ parallel: true }), 50, 51);
    const { body: slot } = await camp.book(second, await camp.room(), 51, 52);
    const reply = await camp.team('patch', `/slots/${slot.id}`, { startsAt: hour(50.5) });
    expectStatus(reply, 409, 'slot.taken');
    expect((await camp.team('get', `/slots/${slot.id}`)).body).toMatchObject({ startsAt: hour(51), version: 1 });
  });

  test('in all events; of a draft that others plan only the time is disclosed', async () => {
    const speaker = await makeSpeaker(running);
    const [draft, open] = [await makeConference(running, { status: 'draft' }), await makeConference(running)];
    const secret = await draft.session('accepted', { title: 'Secret', speakerIds: [speaker] });
    const { body: slot } = await draft.book(secret, await draft.room(), 9, 10);
    const reply = await open.book(await open.session('accepted', { speakerIds: [speaker] }), await open.room(), 9, 10);
    expectStatus(reply, 409);
    expect(reply.body).toHaveProperty('conflicts', [
      {
        slotId: slot.id,
        sessionId: null,
        title: null,
        roomId: null,
        startsAt: hour(9),
        endsAt: hour(10),
        speakerId: speaker,
      },
    ]);
  });

  test('but one session may be in several rooms at a time, once in each', async () => {
    const speaker = await makeSpeaker(running);
    const session = await camp.session('accepted', { speakerIds: [speaker] });
    const [stage, overflow] = [await camp.room(), await camp.room({ parallel: true })];
    expectStatus(await camp.book(session, stage, 70, 71), 201);
    const { body: slot } = expectStatus(await camp.book(session, overflow, 70, 71), 201);
    const reply = expectStatus(await camp.book(session, overflow, 70.5, 72), 409, 'slot.taken');
    expect(reply.body).toMatchObject({ conflicts: [{ slotId: slot.id, sessionId: session, roomId: overflow }] });
    const other = await camp.session('accepted', { speakerIds: [speaker] });
    expectStatus(await camp.book(other, await camp.room(), 70, 71), 409, 'slot.taken');
    expect(await brokenRules(running.database)).toEqual([]);
  });

  test('unless they are held to no place, as the session says; to hold them again they must be free', async () => {
    const speaker = await makeSpeaker(running);
    const [first, second] = [
      await camp.session('accepted', { speakerIds: [speaker] }),
      await camp.session('accepted', { speakerIds: [speaker] }),
    ];
    const { body: slot } = await camp.book(first, await camp.room(), 80, 81);
    const path = `/sessions/${second}/speakers/${speaker}` as const;
    const { body } = expectStatus(await camp.team('put', path, { binding: false }), 200);
    expect(body.speakers).toMatchObject([{ speakerId: speaker, role: 'speaker', position: 0, binding: false }]);
    expectStatus(await camp.book(second, await camp.room(), 80, 81), 201);
    const reply = expectStatus(await camp.team('put', path, { binding: true }), 409, 'slot.taken');
    expect(reply.body).toMatchObject({ conflicts: [{ slotId: slot.id, speakerId: speaker }] });
    expectStatus(await camp.team('put', path, { role: 'host' }), 200);
    expect((await camp.team('get', `/sessions/${second}`)).body.speakers).toMatchObject([
      { role: 'host', binding: false },
    ]);
    expect(await brokenRules(running.database)).toEqual([]);
  });

  test('and is free again when taken off the session', async () => {
    const speaker = await makeSpeaker(running);
    const [first, second] = [
      await camp.session('accepted', { speakerIds: [speaker] }),
      await camp.session('accepted', { speakerIds: [speaker] }),
    ];
    await camp.book(first, await camp.room(), 60, 61);
    expectStatus(await camp.team('delete', `/sessions/${first}/speakers/${speaker}`), 204);
    expectStatus(await camp.book(second, await camp.room(), 60, 61), 201);
  });
});
