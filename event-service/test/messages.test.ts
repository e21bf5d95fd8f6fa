import { randomUUID } from 'node:crypto';
import { deliver, deliverSamples, eventually, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent } from './support/events';
import { type App, startEventService } from './support/start';

describe('messages', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startEventService({ broker });
  });
  afterAll(() => running.stop());

  const publish = (type: string, subject: string, sequence: number, data: object, id?: string) =>
    deliver(broker, running.database, messageOf(type, subject, sequence, data, id));
  const revisionOf = async (scope: string) =>
    (
      await running.database.query<{ revision: string }>('SELECT revision FROM schedule_revisions WHERE scope = $1', [
        scope,
      ])
    )[0]?.revision;

  test('what becomes of an event reaches session-service in order, with its state', async () => {
    const { id, owner } = await makeEvent(running);
    await owner('post', `/events/${id}/publish`);
    await owner('patch', `/events/${id}`, { title: 'Renamed' });
    await owner('post', `/events/${id}/cancel`, { reason: 'rain' });
    const received: { type: string; sequence: string; data: { status: string; title: string } }[] = [];
    await eventually(async () => {
      const message = await broker.take('session-service');
      const envelope = message && JSON.parse(message.content.toString());
      if (envelope?.subject === id) received.push(envelope);
      return received.length === 4;
    });
    expect(received.map(({ type, sequence, data }) => [type, Number(sequence), data.status])).toEqual([
      ['event.created.v1', 1, 'draft'],
      ['event.published.v1', 2, 'published'],
      ['event.updated.v1', 3, 'published'],
      ['event.cancelled.v1', 4, 'cancelled'],
    ]);
    expect(received[2]?.data.title).toBe('Renamed');
  });

  test('events that user-service misses something of are said again, each as its next version', async () => {
    const { id } = await makeEvent(running, { title: 'Old Camp' });
    await publish('user-service.events-missed.v1', randomUUID(), 1, { eventIds: [id, randomUUID()] });
    const sent = await running.database.query(
      `SELECT sequence, type, payload->>'title' AS title FROM outbox WHERE subject = $1 ORDER BY sequence`,
      [id],
    );
    expect(sent).toEqual([
      { sequence: 1, type: 'event.created.v1', title: 'Old Camp' },
      { sequence: 2, type: 'event.updated.v1', title: 'Old Camp' },
    ]);
  });

  test('each change of a schedule counts once, however often its message is delivered', async () => {
    const eventId = randomUUID();
    const slot = {
      id: randomUUID(),
      eventId,
      sessionId: randomUUID(),
      roomId: randomUUID(),
      startsAt: '2027-05-01T08:00:00.000Z',
      endsAt: '2027-05-01T09:00:00.000Z',
    };
    const id = randomUUID();
    await publish('slot.booked.v1', slot.id, 1, slot, id);
    await publish('slot.booked.v1', slot.id, 1, slot, id);
    await publish('room.created.v1', slot.roomId, 1, { id: slot.roomId, eventId, name: 'Curie' });
    expect(await revisionOf(eventId)).toBe('2');
    await publish('slot.deleted.v1', slot.id, 2, slot);
    expect(await revisionOf(eventId)).toBe('3');
  });

  test('a slot counts once its session is confirmed, lest the time of a schedule tell of a decision that is held', async () => {
    const eventId = randomUUID();
    const times = { startsAt: '2027-05-01T08:00:00.000Z', endsAt: '2027-05-01T09:00:00.000Z' };
    const slot = { id: randomUUID(), eventId, sessionId: randomUUID(), roomId: randomUUID(), ...times };
    for (const [index, fact] of ['booked', 'moved', 'deleted'].entries())
      await publish(`slot.${fact}.v1`, slot.id, index + 1, { ...slot, sessionStatus: 'accepted' });
    expect(await revisionOf(eventId)).toBeUndefined();
    await publish('slot.booked.v1', randomUUID(), 1, { ...slot, sessionStatus: 'confirmed' });
    expect(await revisionOf(eventId)).toBe('1');
  });

  /** An event in whose schedule a speaker is. */
  async function makeAppearance() {
    const [{ id: eventId }, speakerId] = [await makeEvent(running), randomUUID()];
    await running.database.query('INSERT INTO schedule_speakers (event_id, speaker_id) VALUES ($1, $2)', [
      eventId,
      speakerId,
    ]);
    return { eventId, speakerId };
  }

  test('a change of a speaker counts for the schedules that they are in, and for no others', async () => {
    const [shown, other] = [await makeAppearance(), await makeAppearance()];
    const id = shown.speakerId;
    await publish('speaker.created.v1', id, 1, { id, userId: null, createdBy: randomUUID() });
    await publish('speaker.updated.v1', id, 2, { id, userId: null, createdBy: randomUUID() });
    await publish('speaker.merged.v1', id, 3, { id, into: randomUUID() });
    await publish('speaker.deleted.v1', id, 4, { id });
    expect(await revisionOf(shown.eventId)).toBe('4');
    expect(await revisionOf(other.eventId)).toBeUndefined();
    expect(await revisionOf('speakers')).toBeUndefined();
  });

  test('what does not fit its contract goes to the dead-letter queue and changes nothing', async () => {
    const { eventId, speakerId } = await makeAppearance();
    const id = randomUUID();
    await broker.publish('speaker.updated.v1', messageOf('speaker.updated.v1', speakerId, 1, { id: 'x' }, id), id);
    const dead = await eventually(() => broker.take('event-service.dead'));
    expect(dead.properties.messageId).toBe(id);
    expect(await revisionOf(eventId)).toBeUndefined();
  });

  test('the token of a disabled account is refused, until the account is active again; late messages change nothing', async () => {
    const id = randomUUID();
    const deliver = (fact: string, sequence: number, status: string) =>
      publish(`user.${fact}.v1`, id, sequence, { id, role: 'member', status });
    const statusInANewInstance = async () => {
      const instance = await running.second();
      const { status } = await instance.as(id)('get', '/events?mine=true');
      await instance.stop();
      return status;
    };
    await deliver('registered', 1, 'active');
    expect(await statusInANewInstance()).toBe(200);
    await deliver('disabled', 2, 'disabled');
    expect(await statusInANewInstance()).toBe(401);
    await deliver('updated', 3, 'active');
    await deliver('disabled', 2, 'disabled');
    expect(await statusInANewInstance()).toBe(200);
  });

  test('messages of every earlier shape are still handled', async () => {
    expect(await deliverSamples(broker, running.database, 'event-service')).toEqual([]);
  });
});
