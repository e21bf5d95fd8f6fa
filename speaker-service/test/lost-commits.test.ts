import { randomUUID } from 'node:crypto';
import { type Api, type DatabaseProxy, type Instance, startDatabaseProxy } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SpeakerService } from '../src/service';
import { type App, startSpeakerService } from './support/start';

const rounds = 20;

describe('a connection to the database that is lost', () => {
  let running: App;
  let proxy: DatabaseProxy;
  let instance: Instance<SpeakerService>;
  let caller: Api;
  beforeAll(async () => {
    running = await startSpeakerService();
    proxy = await startDatabaseProxy(running.database.url);
    instance = await running.second({ DATABASE_URL: proxy.url });
    caller = instance.as(randomUUID());
  });
  afterAll(async () => {
    await instance.stop();
    await proxy.stop();
    await running.stop();
  });

  const create = (name: string, key?: string) =>
    key ? caller('post', '/speakers', { name }).set('idempotency-key', key) : caller('post', '/speakers', { name });
  const idsOf = async (name: string) =>
    (await running.database.query<{ id: string }>('SELECT id FROM speakers WHERE name = $1', [name])).map(
      ({ id }) => id,
    );

  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)('%s the server saw the COMMIT leaves the outcome unknown, and a key does it once', async (cut, made) => {
    for (let round = 0; round < rounds; round++) {
      const [name, key] = [randomUUID(), randomUUID()];
      const lost = proxy.cutAt('COMMIT', cut);
      const reply = await create(name, key);
      await lost;
      expect([reply.status, reply.body.code]).toEqual([503, 'outcome-unknown']);
      expect(reply.headers['retry-after']).toBeDefined();
      expect(await idsOf(name)).toHaveLength(made);
      const again = await create(name, key);
      expect(again.status).toBe(201);
      expect(again.headers['idempotency-replayed']).toBe(made ? 'true' : undefined);
      expect(await idsOf(name)).toEqual([again.body.id]);
    }
  });

  test.each(['before', 'after'] as const)(
    '%s the server saw another statement has surely changed nothing, and is said so',
    async cut => {
      for (const statement of ['INSERT INTO "public"."speakers"', 'INSERT INTO outbox', 'BEGIN']) {
        for (const key of [undefined, randomUUID()]) {
          const name = randomUUID();
          const lost = proxy.cutAt(statement, cut);
          const reply = await create(name, key);
          await lost;
          expect([statement, reply.status, reply.body.code]).toEqual([statement, 503, 'unavailable']);
          expect(await idsOf(name)).toEqual([]);
          expect((await create(name, key)).status).toBe(201);
          expect(await idsOf(name)).toHaveLength(1);
        }
      }
    },
  );

  test('while a key is claimed or read has changed nothing either', async () => {
    const [name, key] = [randomUUID(), randomUUID()];
    const lost = proxy.cutAt('INSERT INTO idempotency', 'after');
    expect((await create(name, key)).body.code).toBe('unavailable');
    await lost;
    expect(await idsOf(name)).toEqual([]);
    await running.database.query('UPDATE idempotency SET locked_until = now() WHERE key = $1', [key]);
    expect((await create(name, key)).status).toBe(201);
  });
});
