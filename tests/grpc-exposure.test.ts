import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createGrpcClient } from '@ems/chassis/grpc';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { root } from './support/services';

const run = promisify(execFile);
const inContainers = process.env.COMPOSE_PROJECT_NAME !== undefined;
const servers = [
  { server: 'session', serviceName: 'session.v1.SessionService', port: 50051, method: 'ListSessionsByEvent' },
  { server: 'speaker', serviceName: 'speaker.v1.SpeakerService', port: 50052, method: 'BatchGetSpeakers' },
];

const targetOf = (server: string) => String(process.env[`E2E_${server.toUpperCase()}_GRPC`]);

/** @returns the error's code, or `connected` */
function tryToConnect(host: string, port: number): Promise<string> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 5_000 });
    const end = (outcome: string) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once('connect', () => end('connected'));
    socket.once('timeout', () => end('ETIMEDOUT'));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(String(code)));
  });
}

/** The same, from within a container. */
async function tryFrom(container: string, host: string, port: number): Promise<string> {
  const program = `const socket = require('node:net').connect(${port}, '${host}');
    const end = outcome => { console.log(outcome); process.exit(); };
    socket.once('connect', () => end('connected')).once('error', ({ code }) => end(code)).setTimeout(5_000, () => end('ETIMEDOUT'));`;
  const { stdout } = await run('docker', ['compose', 'exec', '-T', container, 'node', '-e', program], { cwd: root });
  return stdout.trim();
}

describe('the gRPC servers of the system', () => {
  test.each(servers)('$server: called from this machine by loopback alone', async ({ server, serviceName, method }) => {
    const protoFile = join(root, `${server}-service/proto/${server}.proto`);
    const target = targetOf(server);
    const client = createGrpcClient({ protoFile, serviceName, target });
    const request = method === 'BatchGetSpeakers' ? { ids: [] } : { event_id: randomUUID() };
    expect(await client.call(method, request, z.object({})).finally(client.close)).toEqual({});
    const others = Object.values(networkInterfaces())
      .flatMap(addresses => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    const port = Number(new URL(`grpc://${target}`).port);
    for (const { address } of others) expect(await tryToConnect(address, port)).toBe('ECONNREFUSED');
  });

  if (inContainers) {
    test.each(servers)('$server: reached from event-service, and from no other container', async ({ server, port }) => {
      expect(await tryFrom('event-service', `${server}-grpc`, port)).toBe('connected');
      expect(await tryFrom('user-service', `${server}-grpc`, port)).toMatch(/ENOTFOUND|EAI_AGAIN/);
      expect(await tryFrom('user-service', `${server}-service`, port)).toBe('ECONNREFUSED');
    });
  }
});
