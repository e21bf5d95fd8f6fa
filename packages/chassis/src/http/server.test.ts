import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express, { type Response } from 'express';
import { type HttpServer, httpServer } from './server';

/** Longer than a test may take: a stop that waits for it fails. */
const graceMs = 600_000;

describe('a server that stops while connections are kept', () => {
  let agent: Agent;
  let server: HttpServer;
  let held: PromiseWithResolvers<Response>;

  beforeEach(async () => {
    held = Promise.withResolvers();
    const app = express();
    app.get('/', (_, response) => response.send('at once'));
    app.get('/held', (_, response) => held.resolve(response));
    server = httpServer(app, '127.0.0.1', 0);
    await server.start();
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
  });
  afterEach(() => agent.destroy());

  const ask = async (path: string): Promise<IncomingMessage> => {
    const [response] = await once(get({ agent, port: server.port(), path }), 'response');
    return response;
  };
  const asked = async (path: string) => {
    const response = await ask(path);
    return { connection: response.headers.connection, body: await text(response) };
  };

  test('keeps them until then', async () => {
    expect(await asked('/')).toEqual({ connection: 'keep-alive', body: 'at once' });
    await server.stop(graceMs);
  });

  test('ends one with the reply that is under way', async () => {
    const reply = asked('/held');
    const response = await held.promise;
    const stopped = server.stop(graceMs);
    response.send('late');
    expect(await reply).toEqual({ connection: 'close', body: 'late' });
    await stopped;
  });

  test('ends one with the reply to what still comes on it', async () => {
    await asked('/');
    const stopped = server.stop(graceMs);
    expect(await asked('/')).toEqual({ connection: 'close', body: 'at once' });
    await stopped;
  });

  test('ends one whose reply had begun, once that is whole', async () => {
    const reply = ask('/held');
    const response = await held.promise;
    response.write('begun, ');
    const incoming = await reply;
    const stopped = server.stop(graceMs);
    response.end('and over');
    expect(await text(incoming)).toBe('begun, and over');
    await stopped;
  });

  test('before that, while it drains, refuses new ones and answers what still comes on those that are kept', async () => {
    await asked('/');
    const port = server.port();
    const drained = server.drain(graceMs);
    // Who connects at this very moment is still answered.
    await nextTurn();
    await nextTurn();
    await expect(once(get({ port, agent: false }), 'response')).rejects.toThrow('ECONNREFUSED');
    expect(await asked('/')).toEqual({ connection: 'close', body: 'at once' });
    await drained;
    await server.stop(graceMs);
  });

  test('leaves it to whoever keeps an idle one to end it while it drains', async () => {
    await asked('/');
    const [kept] = Object.values(agent.freeSockets).flatMap(sockets => sockets ?? []);
    const drained = server.drain(graceMs);
    expect(kept?.destroyed).toBe(false);
    agent.destroy();
    await drained;
    await server.stop(graceMs);
  });

  test('drains no longer than it may', async () => {
    await asked('/');
    await server.drain(1);
    await server.stop(graceMs);
  });

  test('takes no new ones afterwards', async () => {
    const port = server.port();
    await server.stop(graceMs);
    await expect(once(get({ port }), 'response')).rejects.toThrow('ECONNREFUSED');
  });
});
