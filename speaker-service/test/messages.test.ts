import { randomUUID } from 'node:crypto';
import { deliverSamples, eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type App, startSpeakerService } from './support/start';

describe('messages', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
  });
  afterAll(() => running.stop());

  const creator = randomUUID();
  const make = async () => (await running.as(creator)('post', '/speakers', { name: 'Ada' })).body.id as string;
  const session = (id: string, speakerIds: string[]) => ({
    id,
    eventId: randomUUID(),
    title: 'Notes',
    status: 'submitted',
    speakerIds,
  });
  const publish = (fact: string, id: string, sequence: number, data: object, messageId: string = randomUUID()) =>
    broker.publish(`session.${fact}.v1`, messageOf(`session.${fact}.v1`, id, sequence, data, messageId), messageId);
  const actionsOn = async (speakerId: string) =>
    (await running.as(creator)('get', `/speakers/${speakerId}`)).body.allowedActions;
  const handled = (messageId: string) =>
    eventually(async () => {
      const rows = await running.database.query('SELECT FROM inbox WHERE message_id = $1', [messageId]);
      return rows.length > 0;
    });

  test('a speaker on a session is not deleted, and the refusal names the session', async () => {
    const speaker = await make();
    const id = randomUUID();
    await publish('created', id, 1, session(id, [randomUUID(), speaker]));
    await eventually(async () => (await actionsOn(speaker))?.length === 3);
    expect(await actionsOn(speaker)).toEqual(['update', 'invite', 'merge']);
    const refused = await running.as(creator)('delete', `/speakers/${speaker}`);
    expectStatus(refused, 409);
    expect(refused.body).toMatchObject({ code: 'speaker.in-use', sessionIds: [id] });
    const list = await running.as(creator)('get', `/speakers?ids=${speaker}`);
    expect(list.body.data[0]?.allowedActions).toEqual(['update', 'invite', 'merge']);
    await publish('speakers-changed', id, 2, session(id, []));
    await eventually(async () => (await actionsOn(speaker))?.includes('delete'));
    expectStatus(await running.as(creator)('delete', `/speakers/${speaker}`), 204);
  });

  test('a deleted session releases its speakers, and late or repeated messages do not bring it back', async () => {
    const speaker = await make();
    const id = randomUUID();
    const [late, repeated] = [randomUUID(), randomUUID()];
    await publish('created', id, 1, session(id, [speaker]), repeated);
    await publish('deleted', id, 3, { id, eventId: randomUUID() });
    await publish('speakers-changed', id, 2, session(id, [speaker]), late);
    await publish('created', id, 1, session(id, [speaker]), repeated);
    await handled(late);
    expect(await actionsOn(speaker)).toEqual(['update', 'invite', 'merge', 'delete']);
  });

  test('what becomes of a speaker reaches the consumers of its messages', async () => {
    const id = await make();
    await running.as(creator)('patch', `/speakers/${id}`, { name: 'Ada Lovelace' });
    await running.as(creator)('delete', `/speakers/${id}`);
    for (const queue of ['session-service', 'event-service']) {
      const types: string[] = [];
      await eventually(async () => {
        const message = await broker.take(queue);
        const envelope = message && JSON.parse(message.content.toString());
        if (envelope?.subject === id) types.push(envelope.type);
        return types.length === 3;
      });
      expect(types).toEqual(['speaker.created.v1', 'speaker.updated.v1', 'speaker.deleted.v1']);
    }
  });

  test('the token of a disabled account is refused in every instance, until the account is active again', async () => {
    const id = randomUUID();
    const deliver = async (fact: string, sequence: number, status: string) => {
      const message = messageOf(`user.${fact}.v1`, id, sequence, { id, role: 'member', status });
      await broker.publish(message.type, message, message.id);
      await handled(message.id);
    };
    const statusInANewInstance = async () => {
      const instance = await running.second();
      const { status } = await instance.as(id)('get', '/speakers?mine=true');
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
    expect(await deliverSamples(broker, running.database, 'speaker-service')).toEqual([]);
  });
});
