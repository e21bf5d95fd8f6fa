import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { superuserUrl } from '../stack/databases.ts';
import { preparePostgres } from '../stack/postgres.ts';
import { prepareRabbit } from '../stack/rabbitmq.ts';
import { freePort } from '../system/ports.ts';
import { say } from '../system/say.ts';
import { Supervisor } from '../system/supervisor.ts';
import type { SystemPrograms } from '../system/system-packages.ts';
import type { Workshop } from './workshop.ts';

/** A PostgreSQL and a RabbitMQ for the integration suites, which make their own databases and corners of it. */
export interface Servers {
  /** The superuser's. */
  postgresUrl: string;
  /** The administrator's. */
  amqpUrl: string;
  managementUrl: string;
  stop(): Promise<void>;
}

export const SERVER_LOGIN = { user: 'ems', password: 'ems-development' };

/** Starts both as throw-away processes on free ports. */
export async function startServers(workshop: Workshop, { rabbitmqServer }: SystemPrograms): Promise<Servers> {
  const directory = join(workshop.directory, 'servers');
  const logs = join(workshop.directory, 'logs');
  mkdirSync(directory, { recursive: true });
  const taken = new Set<number>();
  const postgresPort = await freePort(taken);
  const broker = {
    program: rabbitmqServer,
    folder: join(directory, 'rabbitmq'),
    logs,
    amqpPort: await freePort(taken),
    managementPort: await freePort(taken),
    distributionPort: await freePort(taken),
    epmdPort: await freePort(taken),
    durable: false,
    ...SERVER_LOGIN,
  };
  const supervisor = new Supervisor(directory, say);
  workshop.onClose(() => supervisor.stop());
  const { epmd, rabbitmq } = prepareRabbit(broker);
  const postgres = await preparePostgres({
    name: 'postgres',
    data: join(directory, 'postgres'),
    port: postgresPort,
    logFile: join(logs, 'postgres.log'),
    directory,
    durable: false,
    settings: { max_connections: '300' },
  });
  await supervisor.start(epmd);
  await supervisor.start(postgres, rabbitmq);
  return {
    postgresUrl: superuserUrl(postgresPort),
    ...brokerAt(`127.0.0.1:${broker.amqpPort}`, `127.0.0.1:${broker.managementPort}`),
    stop: () => supervisor.stop(),
  };
}

export function brokerAt(amqp: string, management: string): Pick<Servers, 'amqpUrl' | 'managementUrl'> {
  const login = `${SERVER_LOGIN.user}:${SERVER_LOGIN.password}`;
  return { amqpUrl: `amqp://${login}@${amqp}/`, managementUrl: `http://${login}@${management}` };
}
