import { withClient } from '@ems/chassis/database';
import type { GenericContainer, StartedTestContainer } from 'testcontainers';
import { UserError } from '../errors.ts';
import { pollUntil } from '../processes/poll.ts';
import { runCommand } from '../processes/run-command.ts';
import { SUPERUSER } from '../servers/postgres.ts';
import { DEFAULT_LOGINS } from '../stack/config.ts';
import { brokerUrls, type Servers } from './servers.ts';
import type { TestRun } from './test-run.ts';

/** @throws UserError when no Docker engine answers */
export async function requireDocker(): Promise<void> {
  const info = await runCommand('docker', ['info']).catch(() => undefined);
  if (info?.code !== 0)
    throw new UserError('No Docker engine answers (docker info): start one, or run npm test, which needs none.');
}

/** The same servers as `startServers` gives, from the official images. */
export async function startContainers(run: TestRun): Promise<Servers> {
  await requireDocker();
  // Its cleaner is one more image, and close() removes the containers.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const { GenericContainer, Wait } = await import('testcontainers');
  const { user, password } = DEFAULT_LOGINS.rabbitmq;
  const postgres = new GenericContainer('postgres:17.10')
    .withEnvironment({ POSTGRES_PASSWORD: SUPERUSER })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=300'])
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forListeningPorts());
  const rabbitmq = new GenericContainer('rabbitmq:4.2.1-management')
    .withEnvironment({ RABBITMQ_DEFAULT_USER: user, RABBITMQ_DEFAULT_PASS: password })
    .withExposedPorts(5672, 15672)
    .withWaitStrategy(Wait.forListeningPorts());
  const [database, broker] = await Promise.all([start(postgres), start(rabbitmq)]);
  const stop = async () => {
    await Promise.all([database.stop(), broker.stop()]);
  };
  run.onClose(stop);
  const address = `${database.getHost()}:${database.getMappedPort(5432)}`;
  const at = (port: number) => `${broker.getHost()}:${broker.getMappedPort(port)}`;
  const servers = {
    postgresUrl: `postgresql://${SUPERUSER}:${SUPERUSER}@${address}/postgres`,
    ...brokerUrls(at(5672), at(15672)),
    stop,
  };
  await waitUntilReady(servers);
  return servers;
}

function start(image: GenericContainer): Promise<StartedTestContainer> {
  return image.withStartupTimeout(120_000).start();
}

// A published port accepts connections before the server behind it does.
async function waitUntilReady({ postgresUrl, managementUrl }: Servers): Promise<void> {
  const { origin, username, password } = new URL(managementUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const database = () => withClient(postgresUrl, async () => true);
  const broker = async () => (await fetch(`${origin}/api/whoami`, { headers: { authorization } })).ok;
  const [first, second] = await Promise.all([database, broker].map(each => pollUntil(each, { timeoutMs: 60_000 })));
  if (!first) throw new UserError('PostgreSQL in its container does not answer.');
  if (!second) throw new UserError('RabbitMQ in its container does not answer.');
}
