import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { notFound } from '../errors';
import { continueContext, createLogger, currentContext, runInContext } from '../log';
import { watchLeaks } from '../testing';
import { createGrpcClient, createGrpcServer, type GrpcClient, type GrpcServer, rpc } from '.';

const proto = `syntax = "proto3";
package echo.v1;
service EchoService { rpc Echo(EchoRequest) returns (EchoResponse); }
message EchoRequest { string text = 1; }
message EchoResponse { string text = 1; string request_id = 2; }
`;
const reply = z.object({ text: z.string().max(50), request_id: z.string() });

describe('a call from one service to another', () => {
  const checkLeaks = watchLeaks();
  const folder = mkdtempSync(join(tmpdir(), 'ems-proto-'));
  const protoFile = join(folder, 'echo.proto');
  let calls = 0;
  let server: GrpcServer;
  let client: GrpcClient;

  const makeServer = (port: number) =>
    createGrpcServer({
      protoFile,
      serviceName: 'echo.v1.EchoService',
      host: '127.0.0.1',
      port,
      logger: createLogger('echo', 'silent'),
      methods: {
        Echo: rpc(z.object({ text: z.string().min(1) }), async ({ text }) => {
          calls++;
          if (text === 'missing') throw notFound();
          if (text === 'fault') throw new Error('a secret: hunter2');
          if (text === 'slow') await delay(700);
          return { text: text === 'long' ? 'x'.repeat(60) : text, request_id: currentContext()?.requestId };
        }),
      },
    });
  const echo = (text: string, deadlineMs?: number) => client.call('Echo', { text }, reply, deadlineMs);

  beforeAll(async () => {
    writeFileSync(protoFile, proto);
    server = makeServer(0);
    await server.start();
    client = createGrpcClient({ protoFile, serviceName: 'echo.v1.EchoService', target: `127.0.0.1:${server.port()}` });
  });
  afterAll(async () => {
    client.close();
    await server.stop();
    rmSync(folder, { recursive: true });
    await checkLeaks();
  });

  test('carries the request id along', async () => {
    const context = continueContext('request-7');
    expect(await runInContext(context, () => echo('hello'))).toEqual({ text: 'hello', request_id: 'request-7' });
  });

  test('says what is not found, and tells no cause of a fault', async () => {
    await expect(echo('missing')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(echo('fault')).rejects.toMatchObject({ kind: 'unavailable', cause: { details: 'internal error' } });
  });

  test('a bad request and a reply outside the contract are refused at the door', async () => {
    await expect(echo('')).rejects.toMatchObject({ cause: { code: 3 } });
    await expect(echo('long')).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('a slow peer costs no more than the deadline, nor more than what the request has left', async () => {
    await expect(echo('slow', 200)).rejects.toMatchObject({ kind: 'unavailable', cause: { code: 4 } });
    const context = continueContext('r', undefined, Date.now() + 300);
    await expect(runInContext(context, () => echo('slow'))).rejects.toMatchObject({ cause: { code: 4 } });
  });

  test('a call whose time is over never reaches the handler', async () => {
    const before = calls;
    const context = continueContext('r', undefined, Date.now() - 1);
    await expect(runInContext(context, () => echo('late'))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(calls).toBe(before);
  });

  test('a peer that is down is unavailable, and found again when it is back', async () => {
    const port = server.port();
    await server.stop();
    await expect(echo('hello')).rejects.toMatchObject({ kind: 'unavailable' });
    server = makeServer(port);
    await server.start();
    const answer = async (): Promise<{ text: string }> => echo('back').catch(() => delay(100).then(answer));
    expect((await answer()).text).toBe('back');
  });
});
