import { randomUUID } from 'node:crypto';
import { eventually, type MessagingApp, startMessagingApp } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

let app: MessagingApp;
beforeAll(async () => {
  app = await startMessagingApp();
});
afterAll(() => app.stop());

test('of two instances the elder consumes; when it stops, what it has not begun is for the other, in order', async () => {
  const handled: string[] = [];
  let gate = Promise.resolve();
  const instance = async (name: string) => {
    const consumer = await app.consume(async colour => {
      handled.push(`${name} ${colour}`);
      await gate;
    });
    await eventually(() => consumer.state() === 'up');
    return consumer;
  };
  const elder = await instance('elder');
  const younger = await instance('younger');
  const subjects = Array.from({ length: 20 }, () => randomUUID());
  for (const subject of subjects) await app.paint(subject, 1, 'red');
  await eventually(() => handled.length === subjects.length);
  expect(new Set(handled)).toEqual(new Set(['elder red']));

  const held = Promise.withResolvers<void>();
  gate = held.promise;
  const [subject = ''] = subjects;
  await app.paint(subject, 2, 'blue');
  await eventually(() => handled.includes('elder blue'));
  for (let version = 3; version <= 30; version++) await app.paint(subject, version, 'green');
  const stopped = elder.stop();
  await eventually(async () => (await app.plain.query('SELECT FROM outbox WHERE published_at IS NULL')).length === 0);
  expect(handled.filter(each => each.startsWith('younger'))).toEqual([]);
  held.resolve();
  await stopped;
  await eventually(async () => (await app.effects(subject)).length === 30);
  expect((await app.effects(subject)).map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 30 }, (_, index) => index + 1),
  );
  expect(handled).toContain('younger green');
  await younger.stop();
});
