/** A service in production that reaches its database, its broker and its callers by TLS alone: real servers, real certificates. */
import assert from 'node:assert/strict';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { resolveSecrets } from '@ems/chassis/config';
import { withClient } from '@ems/chassis/database';
import { createGrpcClient } from '@ems/chassis/grpc';
import { brokerLogin } from '@ems/chassis/messaging';
import { messages } from '@ems/contracts';
import { provisionBroker, provisionDatabase } from '@ems/operations';
import { connect } from 'amqplib';
import { z } from 'zod';
import { findFreePort } from '../ports/free-ports.ts';
import { pollUntil, respondsOk } from '../processes/poll.ts';
import { Supervisor } from '../processes/supervisor.ts';
import { root } from '../stack/config.ts';
import { migrate } from '../stack/migrate.ts';
import { preparePostgres, superuserUrl } from './postgres.ts';
import { runAsForPostgres } from './postgres-binaries.ts';
import { prepareRabbit } from './rabbitmq.ts';
import { systemPrograms } from './system-packages.ts';
import { type CertificatePaths, createAuthority } from './test-certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'ems-tls-'));
const supervisor = new Supervisor(folder);
const password = 'a-password-of-its-own';
const eventId = '019a0000-0000-7000-8000-000000000000';

let ports: Record<
  'postgres' | 'amqp' | 'amqps' | 'management' | 'metrics' | 'distribution' | 'epmd' | 'http' | 'grpc',
  number
>;
let own: CertificatePaths;
let caller: CertificatePaths;
let stranger: CertificatePaths;

const databaseAt = (role: string, host = '127.0.0.1') =>
  `postgresql://${role}:${password}@${host}:${ports.postgres}/sessions`;
const brokerAt = (host = '127.0.0.1') => `amqps://session-service:${password}@${host}:${ports.amqps}/`;

/** The settings of a service, or of what would pass for one. */
const settingsOf = ({ ca, cert, key }: CertificatePaths, host?: string) => ({
  DATABASE_URL: databaseAt('session_service', host),
  DATABASE_CA_FILE: ca,
  DATABASE_CERT_FILE: cert,
  DATABASE_KEY_FILE: key,
  AMQP_URL: brokerAt(host),
  AMQP_CA_FILE: ca,
  AMQP_CERT_FILE: cert,
  AMQP_KEY_FILE: key,
  GRPC_CA_FILE: ca,
  GRPC_CERT_FILE: cert,
  GRPC_KEY_FILE: key,
});

const resolved = (name: 'DATABASE_URL' | 'AMQP_URL', settings: NodeJS.ProcessEnv) =>
  String(resolveSecrets([name], settings)[name]);

before(async () => {
  const taken = new Set<number>();
  const names = ['postgres', 'amqp', 'amqps', 'management', 'metrics', 'distribution', 'epmd', 'http', 'grpc'] as const;
  const free: [string, number][] = [];
  for (const name of names) free.push([name, await findFreePort(taken)]);
  ports = Object.fromEntries(free) as typeof ports;
  const system = await createAuthority(folder, 'system');
  own = await system.sign('session-service');
  caller = await system.sign('event-service');
  stranger = await (await createAuthority(folder, 'stranger')).sign('session-service');
  await startServers(await system.sign('server'));
  await startSessionService();
});

after(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true });
});

async function startServers(server: CertificatePaths): Promise<void> {
  const { rabbitmqServer } = await systemPrograms();
  const { owner } = await runAsForPostgres(folder);
  const data = join(folder, 'postgres');
  const postgres = await preparePostgres({
    name: 'postgres',
    data,
    port: ports.postgres,
    logFile: join(folder, 'postgres.log'),
    directory: folder,
    durable: false,
    settings: { ssl: 'on', ssl_ca_file: 'ca.pem', ssl_cert_file: 'server.pem', ssl_key_file: 'server.key' },
  });
  for (const [name, path] of [
    ['ca.pem', server.ca],
    ['server.pem', server.cert],
    ['server.key', server.key],
  ] as const) {
    writeFileSync(join(data, name), readFileSync(path), { mode: 0o600 });
    if (owner) chownSync(join(data, name), owner.uid, owner.gid);
  }
  // Everybody but the administrator comes by TLS, with a certificate.
  const rules = [
    'host all postgres 127.0.0.1/32 scram-sha-256',
    'hostssl all all all scram-sha-256 clientcert=verify-ca',
  ];
  writeFileSync(join(data, 'pg_hba.conf'), `${rules.join('\n')}\n`);
  const { epmd, rabbitmq } = prepareRabbit({
    program: rabbitmqServer,
    folder: join(folder, 'rabbitmq'),
    logs: folder,
    amqpPort: ports.amqp,
    managementPort: ports.management,
    metricsPort: ports.metrics,
    distributionPort: ports.distribution,
    epmdPort: ports.epmd,
    user: 'ems',
    password,
    durable: false,
  });
  mkdirSync(join(folder, 'rabbitmq/conf.d'), { recursive: true });
  const options = [
    `listeners.ssl.1 = 127.0.0.1:${ports.amqps}`,
    `ssl_options.cacertfile = ${server.ca}`,
    `ssl_options.certfile = ${server.cert}`,
    `ssl_options.keyfile = ${server.key}`,
    'ssl_options.verify = verify_peer',
    'ssl_options.fail_if_no_peer_cert = true',
  ];
  writeFileSync(join(folder, 'rabbitmq/conf.d/tls.conf'), `${options.join('\n')}\n`);
  await supervisor.start(epmd);
  await supervisor.start(postgres, rabbitmq);
}

async function startSessionService(): Promise<void> {
  const ownerUrl = databaseAt('session_service_owner');
  const serviceUrl = databaseAt('session_service');
  await provisionDatabase({ adminUrl: superuserUrl(ports.postgres), ownerUrl, serviceUrl });
  await migrate('session-service', resolved('DATABASE_URL', { ...settingsOf(own), DATABASE_URL: ownerUrl }));
  await provisionBroker({
    managementUrl: managementAt(),
    vhost: '/',
    messages,
    services: [{ name: 'session-service', password }],
  });
  await supervisor.start({
    name: 'session-service',
    command: process.execPath,
    args: [join(root, 'session-service/dist/src/main.js')],
    cwd: root,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      REQUIRE_TLS: 'on',
      HTTP_PORT: String(ports.http),
      GRPC_PORT: String(ports.grpc),
      GRPC_TOKEN: 't'.repeat(32),
      IDEMPOTENCY_KEY_SECRET: 's'.repeat(32),
      ...settingsOf(own),
    },
    logFile: join(folder, 'session-service.log'),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 30_000,
    readyTimeoutMs: 120_000,
    isReady: () => respondsOk(`http://127.0.0.1:${ports.http}/health/ready`),
  });
}

const managementAt = () => `http://ems:${password}@127.0.0.1:${ports.management}`;

const query = (url: string) => withClient(url, client => client.query('SELECT 1'));
const open = async (url: string) => (await connect(url, { ...brokerLogin(url), timeout: 10_000 })).close();

async function brokerConnections(): Promise<object[]> {
  const authorization = `Basic ${Buffer.from(`ems:${password}`).toString('base64')}`;
  const answer = await fetch(`http://127.0.0.1:${ports.management}/api/connections`, { headers: { authorization } });
  const connections = (await answer.json()) as Record<string, unknown>[];
  return connections.map(({ user, ssl }) => ({ user, ssl }));
}

/** Asks session-service over gRPC, as event-service would. */
async function ask(tls?: CertificatePaths, host = '127.0.0.1'): Promise<unknown> {
  const client = createGrpcClient({
    protoFile: join(root, 'session-service/proto/session.proto'),
    serviceName: 'session.v1.SessionService',
    target: `${host}:${ports.grpc}`,
    token: 't'.repeat(32),
    ...(tls && { tls: { GRPC_CA_FILE: tls.ca, GRPC_CERT_FILE: tls.cert, GRPC_KEY_FILE: tls.key } }),
  });
  const reply = z.object({ sessions: z.array(z.unknown()) });
  return client.call('ListSessionsByEvent', { event_id: eventId }, reply, 10_000).finally(client.close);
}

test('a service in production, with REQUIRE_TLS, has its database and its broker by TLS', async () => {
  const { rows } = await withClient(superuserUrl(ports.postgres), client =>
    client.query(
      `SELECT ssl, client_dn FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'session_service'`,
    ),
  );
  assert.ok(rows.length > 0);
  for (const row of rows) assert.deepEqual(row, { ssl: true, client_dn: '/CN=session-service' });
  // RabbitMQ tells of a connection after some seconds.
  assert.ok(await pollUntil(async () => (await brokerConnections()).length > 0, { timeoutMs: 60_000 }));
  for (const connection of await brokerConnections())
    assert.deepEqual(connection, { user: 'session-service', ssl: true });
});

test('a caller with a certificate of the same authority is answered; one of another, or without one, is not', async () => {
  assert.deepEqual(await ask(caller), { sessions: [] });
  const refused = { kind: 'unavailable' };
  await assert.rejects(ask(stranger), refused);
  await assert.rejects(ask({ ...stranger, ca: own.ca }), refused);
  await assert.rejects(ask(), refused);
});

test('a server whose certificate is of another authority, or of another name, is refused', async () => {
  const deceived = { ...settingsOf(own), DATABASE_CA_FILE: stranger.ca, AMQP_CA_FILE: stranger.ca };
  await query(resolved('DATABASE_URL', settingsOf(own)));
  await open(resolved('AMQP_URL', settingsOf(own)));
  await assert.rejects(query(resolved('DATABASE_URL', deceived)), /unable to (?:verify|get)|self-signed/);
  await assert.rejects(open(resolved('AMQP_URL', deceived)), /unable to (?:verify|get)|self-signed/);
  const renamed = settingsOf(own, 'localhost');
  await assert.rejects(query(resolved('DATABASE_URL', renamed)), /altnames/);
  await assert.rejects(open(resolved('AMQP_URL', renamed)), /altnames/);
  await assert.rejects(ask(caller, 'localhost'), { kind: 'unavailable' });
});

test('a client without a certificate, or with one of another authority, is refused by database and broker', async () => {
  const { cert, key } = stranger;
  const forged = settingsOf({ ca: own.ca, cert, key });
  for (const settings of [forged, settingsOf({ ca: own.ca, cert: '', key: '' })]) {
    await assert.rejects(query(resolved('DATABASE_URL', settings)));
    await assert.rejects(open(resolved('AMQP_URL', settings)));
  }
  await assert.rejects(query(databaseAt('session_service')), /no pg_hba.conf entry|no encryption/);
});
