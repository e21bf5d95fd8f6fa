import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { notFound } from '@ems/chassis/errors';
import {
  createGrpcClient,
  createGrpcServer,
  type GrpcClient,
  type GrpcServer,
  rpc,
  streamRpc,
} from '@ems/chassis/grpc';
import { continueContext, createLogger, currentContext, runInContext } from '@ems/chassis/log';
import { eventually, startBrokerProxy, watchLeaks } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';

const proto = `syntax = "proto3";
package echo.v1;
service EchoService {
  rpc Echo(EchoRequest) returns (EchoResponse);
  rpc Repeat(EchoRequest) returns (stream EchoResponse);
}
message EchoRequest { string text = 1; }
message EchoResponse { string text = 1; string request_id = 2; }
`;
const reply = z.object({ text: z.string().max(50), request_id: z.string() });

describe('a call from one service to another', () => {
  const checkLeaks = watchLeaks();
  const folder = mkdtempSync(join(tmpdir(), 'ems-proto-'));
  const protoFile = join(folder, 'echo.proto');
  const lines: object[] = [];
  let calls = 0;
  let server: GrpcServer;
  let client: GrpcClient;

  const makeServer = (port: number, token = '', onCall = () => {}) =>
    createGrpcServer({
      protoFile,
      serviceName: 'echo.v1.EchoService',
      host: '127.0.0.1',
      port,
      token,
      logger: createLogger('echo', 'info', { write: line => void lines.push(JSON.parse(line)) }),
      methods: {
        Echo: rpc(z.object({ text: z.string().min(1) }), async ({ text }) => {
          calls++;
          onCall();
          if (text === 'missing') throw notFound();
          if (text === 'fault') throw new Error('a secret: hunter2');
          if (text === 'slow') await delay(700);
          return { text: text === 'long' ? 'x'.repeat(60) : text, request_id: currentContext()?.requestId };
        }),
        Repeat: streamRpc(z.object({ text: z.string().min(1) }), async ({ text }) => {
          if (text === 'missing') throw notFound();
          if (text === 'slow') await delay(700);
          return parts(text);
        }),
      },
    });
  function* parts(text: string): Iterable<object> {
    for (let n = 0; n < 300; n++) {
      if (text === 'fault' && n === 200) throw new Error('a secret: hunter2');
      yield { text: text === 'long' && n === 200 ? 'x'.repeat(60) : `${text} ${n}`, request_id: 'r'.repeat(50_000) };
    }
  }
  const repeat = (text: string) => client.callStream('Repeat', { text }, reply);
  const clientOf = (called: GrpcServer, token = '') =>
    createGrpcClient({ protoFile, serviceName: 'echo.v1.EchoService', target: `127.0.0.1:${called.port()}`, token });
  const echo = (text: string, deadlineMs?: number) => client.call('Echo', { text }, reply, deadlineMs);

  beforeAll(async () => {
    writeFileSync(protoFile, proto);
    server = makeServer(0);
    await server.start();
    client = clientOf(server);
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

  test('the log says where gRPC listens, and names its calls', async () => {
    await echo('logged');
    const expected = [
      { msg: 'gRPC server listening', port: server.port(), rpcService: 'echo.v1.EchoService' },
      { msg: 'gRPC call', rpc: 'Echo', code: 'OK' },
    ];
    expect(lines).toEqual(expect.arrayContaining(expected.map(line => expect.objectContaining(line))));
  });

  test('says what is not found, and tells no cause of a fault', async () => {
    await expect(echo('missing')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(echo('fault')).rejects.toMatchObject({ kind: 'unavailable', cause: { details: 'internal error' } });
  });

  test('a bad request and a reply outside the contract are refused at the door', async () => {
    await expect(echo('')).rejects.toMatchObject({ cause: { code: 3 } });
    await expect(echo('long')).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('a stream brings all that there is, more than a message may hold, or fails as a whole', async () => {
    const received = await repeat('part');
    expect(received.map(({ text }) => text)).toEqual(Array.from({ length: 300 }, (_, n) => `part ${n}`));
    expect(JSON.stringify(received).length).toBeGreaterThan(8 * 1024 * 1024);
    await expect(repeat('missing')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(repeat('')).rejects.toMatchObject({ cause: { code: 3 } });
    await expect(repeat('long')).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(repeat('fault')).rejects.toMatchObject({ kind: 'unavailable', cause: { details: 'internal error' } });
    const context = continueContext('r', undefined, Date.now() + 300);
    await expect(runInContext(context, () => repeat('slow'))).rejects.toMatchObject({ cause: { code: 4 } });
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

  test('who does not show the token of a server is refused before anything is done', async () => {
    const token = 'the token of all services, whole';
    const secured = makeServer(0, token);
    await secured.start();
    const before = calls;
    for (const wrong of ['', token.toUpperCase(), token.slice(1), `${token} `]) {
      const stranger = clientOf(secured, wrong);
      await expect(stranger.call('Echo', { text: 'hello' }, reply)).rejects.toMatchObject({ cause: { code: 16 } });
      stranger.close();
    }
    expect(calls).toBe(before);
    const trusted = clientOf(secured, token);
    expect(await trusted.call('Echo', { text: 'hello' }, reply)).toMatchObject({ text: 'hello' });
    trusted.close();
    await secured.stop();
  });

  test('calls are spread over all addresses; one that says nothing more is left out, and found again', async () => {
    const asked = { first: 0, second: 0 };
    const first = makeServer(0, '', () => asked.first++);
    const second = makeServer(0, '', () => asked.second++);
    await Promise.all([first.start(), second.start()]);
    const proxy = await startBrokerProxy(`tcp://127.0.0.1:${second.port()}`);
    const { host } = new URL(proxy.through('tcp://127.0.0.1:1'));
    const target = `ipv4:127.0.0.1:${first.port()},${host}`;
    const both = createGrpcClient({ protoFile, serviceName: 'echo.v1.EchoService', target });
    const ask = () => both.call('Echo', { text: 'hello' }, reply, 500).catch(() => undefined);
    const areBothAsked = async () => {
      Object.assign(asked, { first: 0, second: 0 });
      for (let n = 0; n < 20; n++) await ask();
      return asked.first >= 8 && asked.second >= 8;
    };
    await eventually(areBothAsked);
    proxy.freeze();
    // Longer than the 10 s, as a machine that is busy is late with everything.
    await eventually(async () => (await Promise.all(Array.from({ length: 10 }, ask))).every(Boolean), 20_000);
    proxy.thaw();
    await eventually(areBothAsked);
    both.close();
    await Promise.all([first.stop(), second.stop()]);
    await proxy.stop();
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
