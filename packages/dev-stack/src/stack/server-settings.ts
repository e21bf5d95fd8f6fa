import { join } from 'node:path';
import type { RequiredPort } from '../ports/free-ports.ts';
import {
  AMQP_PORT,
  BROKER_METRICS_PORT,
  DISTRIBUTION_PORT,
  EPMD_PORT,
  GATEWAY_PORT,
  inspectPort,
  MANAGEMENT_PORT,
  PORT_SETTINGS,
  portOf,
} from '../ports/port-settings.ts';
import type { PostgresServer } from '../servers/postgres.ts';
import type { RabbitServer } from '../servers/rabbitmq.ts';
import type { SystemPrograms } from '../servers/system-packages.ts';
import { SERVICES, type ServiceEntry } from '../services.ts';
import type { StackConfig } from './config.ts';

/** The ports that a stack binds: all, but those of inspectors that nobody asked for. */
export function requiredPorts(config: StackConfig): RequiredPort[] {
  const idle = SERVICES.filter(({ name }) => !config.development?.inspected.has(name));
  const unused = new Set(idle.map(service => inspectPort(service).variable));
  return PORT_SETTINGS.filter(({ variable }) => !unused.has(variable)).map(setting => ({
    ...setting,
    port: portOf(config, setting),
    host: setting.variable === GATEWAY_PORT.variable ? config.gateway.host.replaceAll(/[[\]]/g, '') : '127.0.0.1',
  }));
}

/** The PostgreSQL of one service. */
export function postgresServer(config: StackConfig, service: ServiceEntry): PostgresServer {
  const name = `${service.name}-database`;
  return {
    name,
    data: join(config.directory, 'postgres', service.database),
    port: portOf(config, service.postgres),
    logFile: join(config.logs, `${name}.log`),
    directory: config.directory,
    durable: config.durable,
    ...(config.databaseSettings && { settings: config.databaseSettings }),
  };
}

export function rabbitServer(config: StackConfig, programs: SystemPrograms): RabbitServer {
  return {
    program: programs.rabbitmqServer,
    folder: join(config.directory, 'rabbitmq'),
    logs: config.logs,
    amqpPort: portOf(config, AMQP_PORT),
    managementPort: portOf(config, MANAGEMENT_PORT),
    metricsPort: portOf(config, BROKER_METRICS_PORT),
    distributionPort: portOf(config, DISTRIBUTION_PORT),
    epmdPort: portOf(config, EPMD_PORT),
    durable: config.durable,
    ...config.rabbitmq,
  };
}
