import { join } from 'node:path';
import { SERVICES, type ServiceEntry } from '../stack/catalogue.ts';
import { amqpUrl, databaseUrl, gatewayUrl, managementUrl, ownerUrl, root, type StackConfig } from '../stack/config.ts';
import { createStack } from '../stack/stack.ts';
import { say } from '../system/say.ts';
import type { SystemPrograms } from '../system/system-packages.ts';
import { ownPorts } from './own-ports.ts';
import type { Workshop } from './workshop.ts';

export interface RunningSystem {
  /** Tells the suites where everything is. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** A whole system on free ports, as `npm start` makes it, which lives as long as the end-to-end suites run. */
export async function startSystem(workshop: Workshop, programs: SystemPrograms): Promise<RunningSystem> {
  const config: StackConfig = {
    root,
    directory: join(workshop.directory, 'system'),
    logs: join(workshop.directory, 'logs'),
    ports: await ownPorts(),
    rabbitmq: { user: 'ems', password: 'ems-development' },
    admin: { email: 'admin@example.org', password: 'development-admin' },
    // All requests come from one address here.
    extra: { RATE_LIMITS: 'off', PASSWORD_COST: '5' },
    durable: false,
  };
  const stack = createStack(config, programs, say);
  workshop.onClose(stack.stop);
  await stack.start();
  return { env: { ...endToEndEnvironment(config), E2E_STACK_DIRECTORY: config.directory }, stop: stack.stop };
}

/** Where the end-to-end suites find each part. */
export function endToEndEnvironment(config: StackConfig): Record<string, string> {
  const { ports, admin } = config;
  const variable = ({ name }: ServiceEntry, what: string) =>
    `E2E_${name.replace('-service', '').toUpperCase()}_${what}`;
  return {
    E2E_GATEWAY_URL: gatewayUrl(config),
    E2E_SESSION_GRPC: `127.0.0.1:${ports.SESSION_GRPC_PORT}`,
    E2E_SPEAKER_GRPC: `127.0.0.1:${ports.SPEAKER_GRPC_PORT}`,
    E2E_AMQP_MANAGEMENT_URL: managementUrl(config),
    ...Object.fromEntries(SERVICES.map(service => [variable(service, 'AMQP_URL'), amqpUrl(config, service)])),
    E2E_ADMIN_EMAIL: admin.email,
    E2E_ADMIN_PASSWORD: admin.password,
    // To look and to do damage, the owner's; what the service itself may do shows with its own.
    ...Object.fromEntries(SERVICES.map(service => [variable(service, 'DB_URL'), ownerUrl(config, service)])),
    ...Object.fromEntries(SERVICES.map(service => [variable(service, 'SERVICE_DB_URL'), databaseUrl(config, service)])),
  };
}
