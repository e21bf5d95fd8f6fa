import { AMQP_PORT, GATEWAY_PORT, MANAGEMENT_PORT, portOf } from '../ports/port-settings.ts';
import type { ServiceEntry } from '../services.ts';
import type { StackConfig } from './config.ts';
import { passwordVariables } from './settings.ts';

/** The database as its service sees it, which reads and writes rows. */
export function databaseUrl(config: StackConfig, service: ServiceEntry): string {
  return databaseUrlAs(service.role, servicePassword(config, service), config, service);
}

/** The database as its owner sees it, who migrates it. */
export function ownerUrl(config: StackConfig, service: ServiceEntry): string {
  return databaseUrlAs(`${service.role}_owner`, ownerPassword(config, service), config, service);
}

function databaseUrlAs(role: string, password: string, config: StackConfig, { database, postgres }: ServiceEntry) {
  return `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${portOf(config, postgres)}/${database}`;
}

export function amqpUrl(config: StackConfig, service: ServiceEntry): string {
  const login = `${service.name}:${encodeURIComponent(brokerPassword(config, service))}`;
  return `amqp://${login}@127.0.0.1:${portOf(config, AMQP_PORT)}/`;
}

/** A password of development is its role's name, unless a setting says another. */
export function servicePassword({ passwords }: StackConfig, service: ServiceEntry): string {
  return passwords[passwordVariables(service).service] ?? service.role;
}

export function ownerPassword({ passwords }: StackConfig, service: ServiceEntry): string {
  return passwords[passwordVariables(service).owner] ?? `${service.role}_owner`;
}

export function brokerPassword({ passwords }: StackConfig, service: ServiceEntry): string {
  return passwords[passwordVariables(service).broker] ?? `${service.name}-development`;
}

export function managementUrl(config: StackConfig): string {
  const login = `${encodeURIComponent(config.rabbitmq.user)}:${encodeURIComponent(config.rabbitmq.password)}`;
  return `http://${login}@127.0.0.1:${portOf(config, MANAGEMENT_PORT)}`;
}

/** Where people reach the gateway from this machine. */
export function gatewayUrl(config: StackConfig): string {
  const { host } = config.gateway;
  const reachable = ['0.0.0.0', '[::]', 'localhost'].includes(host) ? '127.0.0.1' : host;
  const port = portOf(config, GATEWAY_PORT);
  return port === 80 ? `http://${reachable}` : `http://${reachable}:${port}`;
}
