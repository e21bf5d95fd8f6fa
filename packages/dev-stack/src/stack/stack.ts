import { mkdirSync } from 'node:fs';
import { provisionDatabase } from '@ems/operations';
import { log } from '../log.ts';
import { requireFreePorts } from '../ports/free-ports.ts';
import { portOf } from '../ports/port-settings.ts';
import { Supervisor } from '../processes/supervisor.ts';
import { prepareNginx, renderConfiguration } from '../servers/nginx.ts';
import { preparePostgres, superuserUrl } from '../servers/postgres.ts';
import { prepareRabbit } from '../servers/rabbitmq.ts';
import type { SystemPrograms } from '../servers/system-packages.ts';
import { findService, SERVICES, type ServiceEntry } from '../services.ts';
import type { StackConfig } from './config.ts';
import { migrate } from './migrate.ts';
import { provisionStackBroker, provisionStackBrokerAnew } from './provision-broker.ts';
import { postgresServer, rabbitServer, requiredPorts } from './server-settings.ts';
import { serviceInstances } from './service-instances.ts';
import { databaseUrl, ownerUrl } from './urls.ts';

export interface Stack {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** In development: starts what is compiled now in place of a service. @throws UserError when that does not become ready; then the old one goes on */
  replace(service: string): Promise<void>;
  /** Applies a service's new migrations. @throws UserError when one fails; then it may be mended and tried again */
  migrate(service: string): Promise<void>;
  /** Gives the broker what the catalogue of now asks for. @throws UserError when the broker refuses */
  provisionBroker(): Promise<void>;
  /** Makes nginx read its configuration anew. @throws UserError when nginx refuses it; then it keeps the old one */
  reloadGateway(): Promise<void>;
}

/** The system as processes of this machine: databases and broker, then the services, then the gateway. */
export function createStack(config: StackConfig, programs: SystemPrograms): Stack {
  const supervisor = new Supervisor(config.directory);
  const services = serviceInstances(config, supervisor);

  async function start(): Promise<void> {
    mkdirSync(config.logs, { recursive: true });
    await requireFreePorts(requiredPorts(config));
    await Promise.all([startDatabases(), startBroker()]);
    await services.start();
    log(`services: all ${SERVICES.length} are ready`);
    await supervisor.start(await prepareNginx(config, programs.nginx));
    log('gateway: ready');
  }

  async function startDatabases(): Promise<void> {
    const specs = await Promise.all(SERVICES.map(service => preparePostgres(postgresServer(config, service))));
    await supervisor.start(...specs);
    await Promise.all(SERVICES.map(prepareDatabase));
    log(`PostgreSQL: ${SERVICES.length} databases are ready`);
  }

  async function prepareDatabase(service: ServiceEntry): Promise<void> {
    const owner = ownerUrl(config, service);
    await provisionDatabase({
      adminUrl: superuserUrl(portOf(config, service.postgres)),
      ownerUrl: owner,
      serviceUrl: databaseUrl(config, service),
    });
    await migrate(service.name, owner);
  }

  async function startBroker(): Promise<void> {
    const { epmd, rabbitmq } = prepareRabbit(rabbitServer(config, programs));
    await supervisor.start(epmd);
    await supervisor.start(rabbitmq);
    await provisionStackBroker(config);
    log('RabbitMQ: ready');
  }

  async function reloadGateway(): Promise<void> {
    await renderConfiguration(config, programs.nginx);
    supervisor.signal('gateway', 'SIGHUP');
  }

  return {
    start,
    stop: () => supervisor.stop().finally(services.close),
    replace: services.replace,
    migrate: service => migrate(service, ownerUrl(config, findService(service)), true),
    provisionBroker: () => provisionStackBrokerAnew(config),
    reloadGateway,
  };
}
