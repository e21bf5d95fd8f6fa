import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../ports/free-ports.ts';
import { Supervisor } from '../processes/supervisor.ts';
import { preparePostgres, superuserUrl } from '../servers/postgres.ts';
import { prepareRabbit } from '../servers/rabbitmq.ts';
import type { SystemPrograms } from '../servers/system-packages.ts';
import { DEFAULT_LOGINS } from '../stack/config.ts';
import type { TestRun } from './test-run.ts';

/** A PostgreSQL and a RabbitMQ for the integration suites, which make their own databases and corners of it. */
export interface Servers {
  /** The superuser's. */
  postgresUrl: string;
  /** The administrator's. */
  amqpUrl: string;
  managementUrl: string;
  stop(): Promise<void>;
}

/** Starts both as throw-away processes on free ports. */
export async function startServers(run: TestRun, { rabbitmqServer }: SystemPrograms): Promise<Servers> {
  const directory = join(run.directory, 'servers');
  const logs = join(run.directory, 'logs');
  mkdirSync(directory, { recursive: true });
  const taken = new Set<number>();
  const postgresPort = await findFreePort(taken);
  const broker = {
    program: rabbitmqServer,
    folder: join(directory, 'rabbitmq'),
    logs,
    amqpPort: await findFreePort(taken),
    managementPort: await findFreePort(taken),
    metricsPort: await findFreePort(taken),
    distributionPort: await findFreePort(taken),
    epmdPort: await findFreePort(taken),
    durable: false,
    ...DEFAULT_LOGINS.rabbitmq,
  };
  const supervisor = new Supervisor(directory);
  run.onClose(() => supervisor.stop());
  const { epmd, rabbitmq } = prepareRabbit(broker);
  const postgres = await preparePostgres({
    name: 'postgres',
    data: join(directory, 'postgres'),
    port: postgresPort,
    logFile: join(logs, 'postgres.log'),
    directory,
    durable: false,
    // Each test file connects with passwords that are no secrets.
    settings: { max_connections: '300', scram_iterations: '1' },
  });
  await supervisor.start(epmd);
  await supervisor.start(postgres, rabbitmq);
  return {
    postgresUrl: superuserUrl(postgresPort),
    ...brokerUrls(`127.0.0.1:${broker.amqpPort}`, `127.0.0.1:${broker.managementPort}`),
    stop: () => supervisor.stop(),
  };
}

export function brokerUrls(amqp: string, management: string): Pick<Servers, 'amqpUrl' | 'managementUrl'> {
  const { user, password } = DEFAULT_LOGINS.rabbitmq;
  const login = `${user}:${password}`;
  return { amqpUrl: `amqp://${login}@${amqp}/`, managementUrl: `http://${login}@${management}` };
}
