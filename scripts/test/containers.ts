import type { GenericContainer, StartedTestContainer } from 'testcontainers';
import { withClient } from '../stack/databases.ts';
import { run } from '../system/run.ts';
import { Plain } from '../system/say.ts';
import { holdsWithin } from '../system/wait.ts';
import { brokerAt, SERVER_LOGIN, type Servers } from './servers.ts';
import type { Workshop } from './workshop.ts';

const PASSWORD = 'postgres';

export async function demandDocker(): Promise<void> {
  const answer = await run('docker', ['info']).catch(() => undefined);
  if (answer?.code !== 0)
    throw new Plain('No Docker engine answers (docker info): start one, or run npm test, which needs none.');
}

/** The same servers as `startServers` gives, from the official images. */
export async function startContainers(workshop: Workshop): Promise<Servers> {
  await demandDocker();
  // Its cleaner is one more image, and close() removes the containers.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const { GenericContainer, Wait } = await import('testcontainers');
  const postgres = new GenericContainer('postgres:17')
    .withEnvironment({ POSTGRES_PASSWORD: PASSWORD })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=300'])
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forListeningPorts());
  const rabbitmq = new GenericContainer('rabbitmq:4-management')
    .withEnvironment({ RABBITMQ_DEFAULT_USER: SERVER_LOGIN.user, RABBITMQ_DEFAULT_PASS: SERVER_LOGIN.password })
    .withExposedPorts(5672, 15672)
    .withWaitStrategy(Wait.forListeningPorts());
  const [database, broker] = await Promise.all([start(postgres), start(rabbitmq)]);
  const stop = async () => {
    await Promise.all([database.stop(), broker.stop()]);
  };
  workshop.onClose(stop);
  const postgresUrl = `postgresql://postgres:${PASSWORD}@${database.getHost()}:${database.getMappedPort(5432)}/postgres`;
  const at = (port: number) => `${broker.getHost()}:${broker.getMappedPort(port)}`;
  const servers = { postgresUrl, ...brokerAt(at(5672), at(15672)), stop };
  await demandAnswers(servers);
  return servers;
}

function start(image: GenericContainer): Promise<StartedTestContainer> {
  return image.withStartupTimeout(120_000).start();
}

// A published port accepts connections before the server behind it does.
async function demandAnswers({ postgresUrl, managementUrl }: Servers): Promise<void> {
  const { origin, username, password } = new URL(managementUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const database = () => withClient(postgresUrl, async () => true);
  const broker = async () => (await fetch(`${origin}/api/whoami`, { headers: { authorization } })).ok;
  const [first, second] = await Promise.all([database, broker].map(each => holdsWithin(each, { timeoutMs: 60_000 })));
  if (!first) throw new Plain('PostgreSQL in its container does not answer.');
  if (!second) throw new Plain('RabbitMQ in its container does not answer.');
}
