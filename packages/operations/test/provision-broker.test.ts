import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect as connectTo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brokerLogin } from '@ems/chassis/messaging';
import { provisionBroker } from '@ems/operations';
import { afterAll, expect, test } from '@jest/globals';
import { connect } from 'amqplib';

const run = promisify(execFile);
const management = new URL(String(process.env.TEST_AMQP_MANAGEMENT_URL));
const administrator = {
  user: decodeURIComponent(management.username),
  password: decodeURIComponent(management.password),
};
const vhost = `provision-${randomBytes(6).toString('hex')}`;
const folder = mkdtempSync(join(tmpdir(), 'ems-broker-'));

afterAll(async () => {
  rmSync(folder, { recursive: true });
  const login = Buffer.from(`${administrator.user}:${administrator.password}`).toString('base64');
  for (const path of [`vhosts/${vhost}`, 'users/sample-service'])
    await fetch(`${management.origin}/api/${path}`, { method: 'DELETE', headers: { Authorization: `Basic ${login}` } });
});

const fileOf = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

test('logins apart from the URL, in variables or files, provision a user whose password holds any characters', async () => {
  const password = `p@ss/wo#rd %41$?"é`;
  const catalogue = fileOf('catalogue.cjs', 'exports.messages = [];');
  const env = {
    RABBITMQ_MANAGEMENT_URL: management.origin,
    RABBITMQ_MANAGEMENT_USER: administrator.user,
    RABBITMQ_MANAGEMENT_PASSWORD_FILE: fileOf('administrator', `${administrator.password}\n`),
    RABBITMQ_VHOST: vhost,
    SAMPLE_SERVICE_AMQP_PASSWORD: 'of development',
    SAMPLE_SERVICE_AMQP_PASSWORD_FILE: fileOf('sample', password),
  };
  const command = join(__dirname, '../broker/command.js');
  const { stdout } = await run(process.execPath, [command, catalogue], { env });
  expect(stdout).toBe('RabbitMQ is provisioned for sample-service.\n');

  const { host } = new URL(String(process.env.TEST_AMQP_URL));
  const urlWith = (secret: string) => `amqp://sample-service:${encodeURIComponent(secret)}@${host}/${vhost}`;
  const connection = await connect(urlWith(password), brokerLogin(urlWith(password)));
  await connection.close();
  await expect(connect(urlWith('of development'))).rejects.toThrow('ACCESS-REFUSED');
});

test('a connection that the broker ends costs nothing: what was asked is asked again', async () => {
  let connections = 0;
  const proxy = createServer(socket => {
    const upstream = connectTo(Number(management.port), management.hostname);
    // Two are lost with the request that they carry.
    if (++connections <= 2) socket.once('data', () => socket.destroy());
    else socket.pipe(upstream).pipe(socket);
    for (const each of [socket, upstream]) each.on('error', () => undefined);
    socket.on('close', () => upstream.destroy());
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const { port } = proxy.address() as AddressInfo;
  try {
    const managementUrl = Object.assign(new URL(management), { hostname: '127.0.0.1', port }).href;
    await provisionBroker({ managementUrl, vhost, messages: [], services: [] });
    expect(connections).toBeGreaterThan(2);
  } finally {
    proxy.close();
  }
});

test('an address that is none is refused before anything is asked', async () => {
  const env = { RABBITMQ_MANAGEMENT_URL: 'http://ems:pa/ss@rabbitmq:15672' };
  await expect(run(process.execPath, [join(__dirname, '../broker/command.js')], { env })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/RABBITMQ_MANAGEMENT_URL: Must be a URL of http or https; .*_PASSWORD/),
  });
});
