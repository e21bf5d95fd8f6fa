import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, before, describe, mock, test } from 'node:test';
import { UserError } from '../errors.ts';
import { findFreePort, requireFreePorts } from './free-ports.ts';

const host = '127.0.0.1';

describe('the ports of a stack', () => {
  const server: Server = createServer();
  const taken = new Set<number>();
  let used = 0;
  before(async () => {
    used = await findFreePort(taken);
    await new Promise<void>(resolve => server.listen({ port: used, host }, resolve));
  });
  after(() => server.close());

  test('are accepted when each is free', async () => {
    await requireFreePorts([{ port: await findFreePort(taken), host, purpose: 'gateway', variable: 'GATEWAY_PORT' }]);
  });

  test('are refused with the process that has one and the variable that changes it', async () => {
    const owner = process.platform === 'linux' ? ` by .* \\(pid ${process.pid}\\)` : '';
    const message = new RegExp(`^Port ${used} \\(gateway\\) is in use${owner}: stop .*; or set GATEWAY_PORT in .env.$`);
    await assert.rejects(requireFreePorts([{ port: used, host, purpose: 'gateway', variable: 'GATEWAY_PORT' }]), {
      name: UserError.name,
      message,
    });
  });

  test('are refused, all at once, when two are the same', async () => {
    const port = await findFreePort(taken);
    await assert.rejects(
      requireFreePorts([
        { port, host, purpose: 'gateway', variable: 'GATEWAY_PORT' },
        { port, host, purpose: 'RabbitMQ', variable: 'RABBITMQ_PORT' },
      ]),
      /is also the port of RabbitMQ.*GATEWAY_PORT.*\n.*is also the port of gateway.*RABBITMQ_PORT/,
    );
  });

  test('are never given out twice', async () => {
    const ports = new Set<number>();
    for (let count = 1; count <= 20; count++) {
      await findFreePort(ports);
      assert.equal(ports.size, count);
    }
  });

  test('given out at random are none of those that .env names', async () => {
    const randoms = [0, 0, 0.5];
    mock.method(Math, 'random', () => randoms.shift() ?? 0.75);
    const port = await findFreePort(new Set(), { GATEWAY_PORT: '20000' });
    mock.restoreAll();
    assert.notEqual(port, 20_000);
    assert.ok(randoms.length < 2);
  });
});
