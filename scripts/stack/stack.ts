import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { demandFree, type WantedPort } from '../system/ports.ts';
import type { Say } from '../system/say.ts';
import { Supervisor } from '../system/supervisor.ts';
import type { SystemPrograms } from '../system/system-packages.ts';
import { PORTS, portNames, SERVICES, type ServiceEntry } from './catalogue.ts';
import { brokerPassword, databaseUrl, managementUrl, ownerUrl, type StackConfig } from './config.ts';
import { superuserUrl } from './databases.ts';
import { migrate } from './migrate.ts';
import { prepareNginx } from './nginx.ts';
import { preparePostgres } from './postgres.ts';
import { provisionBroker, provisionDatabase } from './provision.ts';
import { prepareRabbit } from './rabbitmq.ts';
import { serviceSpec } from './services.ts';

/** The whole system as processes of this machine: databases and broker, then the services, then the gateway. */
export function createStack(config: StackConfig, programs: SystemPrograms, say: Say) {
  const supervisor = new Supervisor(config.directory, say);

  async function start(): Promise<void> {
    mkdirSync(config.logs, { recursive: true });
    await demandFree(wantedPorts(config));
    await Promise.all([startDatabases(), startBroker()]);
    await supervisor.start(...SERVICES.map(service => serviceSpec(config, service)));
    say('services: all four are ready');
    await supervisor.start(await prepareNginx(config, programs.nginx));
    say('gateway: ready');
  }

  async function startDatabases(): Promise<void> {
    const specs = await Promise.all(SERVICES.map(service => preparePostgres(databaseServer(config, service))));
    await supervisor.start(...specs);
    await Promise.all(SERVICES.map(prepareDatabase));
    say('PostgreSQL: four databases are ready');
  }

  async function prepareDatabase(service: ServiceEntry): Promise<void> {
    const owner = ownerUrl(config, service);
    await provisionDatabase({
      adminUrl: superuserUrl(config.ports[service.databasePort]),
      ownerUrl: owner,
      serviceUrl: databaseUrl(config, service),
    });
    await migrate(config.root, service.name, owner, say);
  }

  async function startBroker(): Promise<void> {
    const { epmd, rabbitmq } = prepareRabbit(brokerServer(config, programs));
    await supervisor.start(epmd);
    await supervisor.start(rabbitmq);
    await provisionBroker(
      managementUrl(config),
      SERVICES.map(service => ({ name: service.name, password: brokerPassword(service) })),
    );
    say('RabbitMQ: ready');
  }

  return { start, stop: () => supervisor.stop() };
}

function wantedPorts({ ports }: StackConfig): WantedPort[] {
  return portNames.map(variable => {
    const host = variable === 'GATEWAY_PORT' ? '0.0.0.0' : '127.0.0.1';
    return { port: ports[variable], host, purpose: PORTS[variable].purpose, variable };
  });
}

function databaseServer(config: StackConfig, service: ServiceEntry) {
  const name = `${service.name}-database`;
  return {
    name,
    data: join(config.directory, 'postgres', service.database),
    port: config.ports[service.databasePort],
    logFile: join(config.logs, `${name}.log`),
    directory: config.directory,
    durable: config.durable,
  };
}

function brokerServer(config: StackConfig, programs: SystemPrograms) {
  return {
    program: programs.rabbitmqServer,
    folder: join(config.directory, 'rabbitmq'),
    logs: config.logs,
    amqpPort: config.ports.RABBITMQ_PORT,
    managementPort: config.ports.RABBITMQ_MANAGEMENT_PORT,
    distributionPort: config.ports.RABBITMQ_DIST_PORT,
    epmdPort: config.ports.RABBITMQ_EPMD_PORT,
    durable: config.durable,
    ...config.rabbitmq,
  };
}
