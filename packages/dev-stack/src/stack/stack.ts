import { mkdirSync } from 'node:fs';
import { provisionDatabase } from '@ems/operations';
import { log } from '../log.ts';
import { portOf } from '../ports/port-settings.ts';
import type { Replacement, Supervisor } from '../processes/supervisor.ts';
import { prepareNginx, renderConfiguration } from '../servers/nginx.ts';
import { preparePostgres, superuserUrl } from '../servers/postgres.ts';
import type { SystemPrograms } from '../servers/system-packages.ts';
import { findService, SERVICES, type ServiceEntry } from '../services.ts';
import type { StackConfig } from './config.ts';
import { migrate } from './migrate.ts';
import { provisionStackBroker, provisionStackBrokerAnew } from './provision-broker.ts';
import { postgresServer } from './server-settings.ts';
import { serviceInstances } from './service-instances.ts';
import { databaseUrl, ownerUrl } from './urls.ts';

export interface Stack {
  /** @param broker becomes ready, or fails: RabbitMQ may have been started before the stack was put together */
  start(broker: Promise<void>): Promise<void>;
  stop(): Promise<void>;
  /** In development: prepares what will be compiled when it takes the place of a service. */
  prepare(service: string): Promise<Replacement>;
  /** Applies a service's new migrations. @throws UserError when one fails; then it may be mended and tried again */
  migrate(service: string): Promise<void>;
  /** Gives the broker what the catalogue of now asks for. @throws UserError when the broker refuses */
  provisionBroker(): Promise<void>;
  /** Makes nginx read its configuration anew. @throws UserError when nginx refuses it; then it keeps the old one */
  reloadGateway(): Promise<void>;
}

/** The system as processes of this machine: databases and broker, then the services, then the gateway. */
export function createStack(config: StackConfig, programs: SystemPrograms, supervisor: Supervisor): Stack {
  const services = serviceInstances(config, supervisor);

  async function start(broker: Promise<void>): Promise<void> {
    mkdirSync(config.logs, { recursive: true });
    // They load what they import while the broker starts, which takes longest and keeps one processor busy.
    const [startServices, gateway] = await Promise.all([
      startDatabases().then(services.prepareAll),
      prepareNginx(config, programs.nginx),
      prepareBroker(broker),
    ]);
    await startServices();
    log(`services: all ${SERVICES.length} are ready`);
    await supervisor.start(gateway);
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

  async function prepareBroker(broker: Promise<void>): Promise<void> {
    await broker;
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
    prepare: services.prepare,
    migrate: service => migrate(service, ownerUrl(config, findService(service)), true),
    provisionBroker: () => provisionStackBrokerAnew(config),
    reloadGateway,
  };
}
