import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { findFreePort } from './free-ports.ts';
import { openForwarder, type PortForwarder } from './port-forwarder.ts';

describe('a forwarded port', () => {
  const servers: Server[] = [];
  let port = 0;
  let forwarder: PortForwarder;
  beforeEach(async () => {
    port = await findFreePort(new Set());
    forwarder = await openForwarder(port);
  });
  afterEach(() => {
    forwarder.close();
    for (const server of servers.splice(0)) server.close();
  });

  /** A server that answers with its name and what it was sent, once `gate` opens. @returns its port */
  async function serve(name: string, gate: Promise<void> = Promise.resolve()): Promise<number> {
    const server = createServer(async (incoming, response) => {
      const sent = await textOf(incoming);
      await gate;
      response.end(`${name}: ${sent}`);
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async function ask(body: string): Promise<string> {
    const asking = request({ port, host: '127.0.0.1', method: 'POST', agent: false }).end(body);
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    return textOf(response);
  }

  test('leads to its target, and to another one once that takes over', async () => {
    forwarder.switchTo(await serve('old'));
    assert.equal(await ask('1'), 'old: 1');
    const large = 'x'.repeat(3_000_000);
    assert.equal(await ask(large), `old: ${large}`);
    forwarder.switchTo(await serve('new'));
    assert.equal(await ask('2'), 'new: 2');
  });

  test('leaves an open connection with the target that it began with', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    forwarder.switchTo(await serve('old', gate));
    const slow = ask('slow');
    await once(servers[0] as Server, 'request');
    forwarder.switchTo(await serve('new'));
    assert.equal(await ask('fast'), 'new: fast');
    open();
    assert.equal(await slow, 'old: slow');
  });

  test('refuses whoever comes while nobody is behind it', async () => {
    await assert.rejects(ask('1'), { code: 'ECONNRESET' });
    forwarder.switchTo(await findFreePort(new Set()));
    await assert.rejects(ask('1'), { code: 'ECONNRESET' });
  });
});

async function textOf(stream: IncomingMessage): Promise<string> {
  return Buffer.concat(await stream.toArray()).toString();
}
