import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { Plain } from '../system/say.ts';
import { PORTS, type Ports, portNames, type ServiceEntry } from './catalogue.ts';

/** All that distinguishes one stack from another, so that several can run side by side. */
export interface StackConfig {
  /** The project. */
  root: string;
  /** Where all of this stack's state lives: databases, broker, keys, process records. */
  directory: string;
  logs: string;
  ports: Ports;
  rabbitmq: { user: string; password: string };
  admin: { email: string; password: string };
  /** What the services get beside their own settings, for instance LOG_LEVEL. */
  extra: Record<string, string>;
  /** False for throw-away stacks: their databases need not survive a power cut. */
  durable: boolean;
}

export const root = dirname(dirname(import.meta.dirname));

const PASSED_ON = ['LOG_LEVEL', 'RATE_LIMITS', 'JWT_ISSUER', 'PUBLIC_URL', 'SMTP_URL', 'MAIL_FROM', 'PASSWORD_COST'];

/** The stack of `npm start`: the environment wins over .env, and both over the defaults. */
export function developmentConfig(): StackConfig {
  const settings = readSettings();
  const directory = join(root, '.local');
  return {
    root,
    directory,
    logs: join(directory, 'logs'),
    ports: readPorts(settings),
    rabbitmq: {
      user: settings.RABBITMQ_USER ?? 'ems',
      password: settings.RABBITMQ_PASSWORD ?? 'ems-development',
    },
    admin: {
      email: settings.ADMIN_EMAIL ?? 'admin@example.org',
      password: settings.ADMIN_PASSWORD ?? 'development-admin',
    },
    extra: pick(settings, PASSED_ON),
    durable: true,
  };
}

type Settings = Record<string, string | undefined>;

/** The variables of .env and of the environment; one that is empty counts as absent. */
export function readSettings(): Settings {
  const path = join(root, '.env');
  const fromFile = existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
  return Object.fromEntries(Object.entries({ ...fromFile, ...process.env }).filter(([, value]) => value !== ''));
}

function readPorts(settings: Settings): Ports {
  const wrong = portNames.filter(name => !isPort(settings[name] ?? PORTS[name].port));
  if (wrong.length > 0) throw new Plain(`Not a port between 1 and 65535: ${wrong.join(', ')}. Correct it in .env.`);
  return Object.fromEntries(portNames.map(name => [name, Number(settings[name] ?? PORTS[name].port)])) as Ports;
}

function isPort(value: string | number): boolean {
  return Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= 65535;
}

function pick(settings: Settings, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap(name => (settings[name] === undefined ? [] : [[name, settings[name]]])));
}

/** The database as its service sees it, which reads and writes rows. */
export function databaseUrl(config: StackConfig, service: ServiceEntry): string {
  return urlFor(config, service, service.role);
}

/** The database as its owner sees it, who migrates it. */
export function ownerUrl(config: StackConfig, service: ServiceEntry): string {
  return urlFor(config, service, `${service.role}_owner`);
}

function urlFor({ ports }: StackConfig, { database, databasePort }: ServiceEntry, role: string): string {
  return `postgresql://${role}:${role}@127.0.0.1:${ports[databasePort]}/${database}`;
}

export function amqpUrl({ ports }: StackConfig, service: ServiceEntry): string {
  return `amqp://${service.name}:${brokerPassword(service)}@127.0.0.1:${ports.RABBITMQ_PORT}/`;
}

export function brokerPassword(service: ServiceEntry): string {
  return `${service.name}-development`;
}

export function managementUrl({ rabbitmq, ports }: StackConfig): string {
  const login = `${encodeURIComponent(rabbitmq.user)}:${encodeURIComponent(rabbitmq.password)}`;
  return `http://${login}@127.0.0.1:${ports.RABBITMQ_MANAGEMENT_PORT}`;
}

/** Where people reach the gateway from this machine. */
export function gatewayUrl({ ports }: StackConfig): string {
  return ports.GATEWAY_PORT === 80 ? 'http://127.0.0.1' : `http://127.0.0.1:${ports.GATEWAY_PORT}`;
}
