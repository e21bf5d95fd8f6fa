import { join } from 'node:path';
import { findFreePort } from '../ports/free-ports.ts';
import {
  BROKER_METRICS_PORT,
  GATEWAY_STATUS_PORT,
  metricsPort,
  PORT_SETTINGS,
  type Ports,
  portOf,
} from '../ports/port-settings.ts';
import { Supervisor } from '../processes/supervisor.ts';
import type { SystemPrograms } from '../servers/system-packages.ts';
import { SERVICES, type ServiceEntry, shortName } from '../services.ts';
import { startBroker } from '../stack/broker-server.ts';
import { DEFAULT_GATEWAY, DEFAULT_LOGINS, type StackConfig } from '../stack/config.ts';
import { createStack } from '../stack/stack.ts';
import { amqpUrl, databaseUrl, gatewayUrl, managementUrl, ownerUrl } from '../stack/urls.ts';
import { startMailServer } from './mail-server.ts';
import type { TestRun } from './test-run.ts';

export interface RunningSystem {
  /** Tells the suites where everything is. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** A whole system on free ports, as `npm start` makes it, which lives as long as the end-to-end suites run. */
export async function startSystem(run: TestRun, programs: SystemPrograms): Promise<RunningSystem> {
  const directory = join(run.directory, 'system');
  const mailServer = await startMailServer(directory);
  run.onClose(mailServer.stop);
  const config: StackConfig = {
    directory,
    logs: join(run.directory, 'logs'),
    ports: await allocatePorts(),
    gateway: DEFAULT_GATEWAY,
    ...DEFAULT_LOGINS,
    // All requests come from one address here.
    serviceEnv: {
      RATE_LIMITS: 'off',
      PASSWORD_COST: '5',
      NOTIFICATION_DELAY: '0',
      MAILS_PER_SECOND: '500',
      ...mailServer.env,
    },
    durable: false,
  };
  const supervisor = new Supervisor(config.directory);
  const stack = createStack(config, programs, supervisor);
  run.onClose(stack.stop);
  await stack.start(startBroker(config, programs, supervisor));
  const env = { ...endToEndEnvironment(config), ...metricsEnvironment(config), E2E_STACK_DIRECTORY: config.directory };
  return { env, stop: stack.stop };
}

/** A free port for each part of a stack. */
export async function allocatePorts(): Promise<Ports> {
  const taken = new Set<number>();
  const ports = new Map<string, number>();
  for (const { variable } of PORT_SETTINGS) ports.set(variable, await findFreePort(taken));
  return ports;
}

/** Where the end-to-end suites find each part. */
export function endToEndEnvironment(config: StackConfig): Record<string, string> {
  return {
    E2E_GATEWAY_URL: gatewayUrl(config),
    E2E_AMQP_MANAGEMENT_URL: managementUrl(config),
    E2E_ADMIN_EMAIL: config.admin.email,
    E2E_ADMIN_PASSWORD: config.admin.password,
    ...Object.assign({}, ...SERVICES.map(service => serviceVariables(config, service))),
  };
}

/** Where metrics are told, on this machine. */
function metricsEnvironment(config: StackConfig): Record<string, string> {
  const at = (port: number) => `127.0.0.1:${port}`;
  return {
    E2E_GATEWAY_METRICS: at(portOf(config, GATEWAY_STATUS_PORT)),
    E2E_BROKER_METRICS: at(portOf(config, BROKER_METRICS_PORT)),
    ...Object.fromEntries(
      SERVICES.map(service => [
        `E2E_${shortName(service).toUpperCase()}_METRICS`,
        at(portOf(config, metricsPort(service))),
      ]),
    ),
  };
}

function serviceVariables(config: StackConfig, service: ServiceEntry): Record<string, string> {
  const prefix = `E2E_${shortName(service).toUpperCase()}`;
  return {
    [`${prefix}_AMQP_URL`]: amqpUrl(config, service),
    // To look and to do damage, the owner's; what the service itself may do shows with its own.
    [`${prefix}_DB_URL`]: ownerUrl(config, service),
    [`${prefix}_SERVICE_DB_URL`]: databaseUrl(config, service),
    ...(service.grpc && { [`${prefix}_GRPC`]: `127.0.0.1:${portOf(config, service.grpc)}` }),
  };
}
