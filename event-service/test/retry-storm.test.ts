import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createBulkhead } from '@ems/chassis/concurrency';
import { unavailable } from '@ems/chassis/errors';
import { createGrpcClient, createGrpcServer, type GrpcClient, type GrpcServer, rpc } from '@ems/chassis/grpc';
import { createLogger } from '@ems/chassis/log';
import { eventually, watchLeaks } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { withCircuitBreaker } from '../src/grpc/circuit-breaker';

const contract = {
  protoFile: join(__dirname, '../../../speaker-service/proto/speaker.proto'),
  serviceName: 'speaker.v1.SpeakerService',
};
const capacity = 4;
/** One and a half times as many as the peer can serve, each of whom calls again as soon as there is a reply. */
const callers = 6;

describe('a peer that fails three calls of ten, under one and a half times its load', () => {
  const checkLeaks = watchLeaks();
  let server: GrpcServer;
  let bare: GrpcClient;
  let breaking: GrpcClient;
  let attempts = 0;
  let isIll = true;
  beforeAll(async () => {
    // A call too many costs the peer something too, and is refused.
    const ill = createBulkhead({ concurrency: capacity, maxQueue: 0 });
    const healed = createBulkhead({ concurrency: callers, maxQueue: 0 });
    const answer = async () => {
      const attempt = ++attempts;
      return (isIll ? ill : healed)(async () => {
        await delay(1);
        if (isIll && attempt % 10 < 3) throw unavailable('not now');
        return { speakers: [] };
      });
    };
    const methods = { BatchGetSpeakers: rpc(z.unknown(), answer) };
    const logger = createLogger('speaker-service', 'silent');
    server = createGrpcServer({ ...contract, host: '127.0.0.1', port: 0, logger, methods });
    await server.start();
    const clientOf = () => createGrpcClient({ ...contract, target: `127.0.0.1:${server.port()}` });
    bare = clientOf();
    breaking = withCircuitBreaker('speaker-service', clientOf());
  });
  beforeEach(() => {
    attempts = 0;
    isIll = true;
  });
  afterAll(async () => {
    bare?.close();
    breaking?.close();
    await server?.stop();
    await checkLeaks();
  });

  /** All callers together make so many calls. @returns how many were answered */
  async function load(client: GrpcClient, calls: number): Promise<number> {
    let [left, answered] = [calls, 0];
    const callOn = async () => {
      while (left-- > 0) {
        const reply = client.call('BatchGetSpeakers', { ids: [] }, z.unknown(), 30_000);
        await reply.then(
          () => answered++,
          () => undefined,
        );
      }
    };
    await Promise.all(Array.from({ length: callers }, callOn));
    return answered;
  }

  test('is not asked more than 1.2 times for each call, and serves all calls again when it is well', async () => {
    const calls = 600;
    const answered = await load(bare, calls);
    expect(answered).toBeLessThan(0.9 * calls);
    expect(attempts / calls).toBeLessThanOrEqual(1.2);
    isIll = false;
    expect(await load(bare, 100)).toBeGreaterThanOrEqual(95);
  });

  test('is served by a circuit breaker too, which closes within 15 seconds', async () => {
    const calls = 300;
    await load(breaking, calls);
    expect(attempts / calls).toBeLessThanOrEqual(1.2);
    isIll = false;
    await eventually(async () => (await load(breaking, 100)) >= 95, 15_000);
  });
});
