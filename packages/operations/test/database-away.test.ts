import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);

/** Where nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await promisify(server.close.bind(server))();
  return port;
}

test.each([
  ['audit/command', 'verify'],
  ['dead-letters/command', 'list'],
  ['reconcile/command', 'list'],
])('%s names the database that it cannot reach, and no password', async (command, verb) => {
  const host = `127.0.0.1:${await closedPort()}`;
  const url = `postgresql://somebody:secret@${host}/paintings`;
  const names = ['', 'USER_', 'EVENT_', 'SESSION_', 'SPEAKER_'].map(name => [`${name}DATABASE_URL`, url]);
  const env = { ...Object.fromEntries(names), AMQP_URL: 'amqp://painter:painter@127.0.0.1/' };
  const path = require.resolve(`@ems/operations/${command}`);
  await expect(run(process.execPath, [path, verb], { env })).rejects.toMatchObject({
    code: 2,
    stderr: `The database ${host}/paintings cannot be reached: connect ECONNREFUSED ${host}\n`,
  });
});
