import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { PORT_SETTINGS, type Ports } from '../ports/port-settings.ts';
import { buildCommit } from './build-commit.ts';
import { PASSWORD_VARIABLES, readSettings, root, SERVICE_VARIABLES, type Settings } from './settings.ts';

export { readSettings, root } from './settings.ts';

/** All that distinguishes one stack from another, so that several can run side by side. */
export interface StackConfig {
  /** Where all of this stack's state lives: databases, broker, keys, pid files. */
  directory: string;
  logs: string;
  ports: Ports;
  /** Of each service those of its instances beside the first, which listen on ports of their own. */
  furtherInstances?: ReadonlyMap<string, readonly Ports[]>;
  gateway: GatewaySettings;
  rabbitmq: { user: string; password: string };
  admin: { email: string; password: string };
  /** Of services at their database and broker, by variable; one that is absent has development's default. */
  passwords: Readonly<Record<string, string>>;
  /** What all services get beside their own settings, for instance LOG_LEVEL. */
  serviceEnv: Record<string, string>;
  /** False for throw-away stacks: their databases need not survive a power cut. */
  durable: boolean;
  /** Settings of all services' databases beyond the common ones, as in postgresql.conf. */
  databaseSettings?: Record<string, string>;
  /** That of `npm run dev`, whose services are started again and again, and some of them for a debugger. */
  development?: { inspected: ReadonlySet<string> };
}

/** As in .env.example. */
export interface GatewaySettings {
  /** Where it listens; an IPv6 address in brackets. */
  host: string;
  trustedProxies: string;
  connectionsPerAddress: string;
  corsOrigins: string;
  /** The folder of a single-page app. */
  appRoot: string;
}

export const DEFAULT_GATEWAY: GatewaySettings = {
  host: '127.0.0.1',
  trustedProxies: '',
  connectionsPerAddress: '2000',
  corsOrigins: '',
  appRoot: join(root, 'api-gateway/app'),
};

/** The logins of a stack for which nothing else is set. */
export const DEFAULT_LOGINS = {
  rabbitmq: { user: 'ems', password: 'ems-development' },
  admin: { email: 'admin@example.org', password: 'development-admin' },
  passwords: {},
} as const satisfies Partial<StackConfig>;

/** The stack of `npm start`: the environment wins over .env, and both over the defaults. */
export function developmentConfig(): StackConfig {
  const settings = readSettings();
  const directory = join(root, '.local');
  const { rabbitmq, admin } = DEFAULT_LOGINS;
  return {
    directory,
    logs: join(directory, 'logs'),
    ports: parsePorts(settings),
    gateway: {
      host: settings.GATEWAY_HOST ?? DEFAULT_GATEWAY.host,
      trustedProxies: settings.TRUSTED_PROXIES ?? DEFAULT_GATEWAY.trustedProxies,
      connectionsPerAddress: settings.CONNECTIONS_PER_ADDRESS ?? DEFAULT_GATEWAY.connectionsPerAddress,
      corsOrigins: settings.CORS_ORIGINS ?? DEFAULT_GATEWAY.corsOrigins,
      appRoot: resolve(root, settings.APP_ROOT ?? DEFAULT_GATEWAY.appRoot),
    },
    rabbitmq: {
      user: settings.RABBITMQ_USER ?? rabbitmq.user,
      password: settings.RABBITMQ_PASSWORD ?? rabbitmq.password,
    },
    admin: {
      email: settings.ADMIN_EMAIL ?? admin.email,
      password: settings.ADMIN_PASSWORD ?? admin.password,
    },
    passwords: pick(settings, PASSWORD_VARIABLES),
    serviceEnv: { BUILD_COMMIT: buildCommit(), ...pick(settings, SERVICE_VARIABLES) },
    durable: true,
  };
}

/**
 * user-service refuses it too, but only once everything else runs.
 * @throws UserError when others than this machine could log in as the administrator whose password is in the documentation
 */
export function refuseOpenDefault({ gateway, admin }: Pick<StackConfig, 'gateway' | 'admin'>): void {
  const isOpen = !/^(?:127(?:\.\d+){3}|\[?::1\]?|localhost)$/i.test(gateway.host);
  if (isOpen && admin.password === DEFAULT_LOGINS.admin.password) {
    throw new UserError(
      `GATEWAY_HOST=${gateway.host} opens the gateway to others than this machine, but ADMIN_PASSWORD is the default, which everybody knows: set another one in .env.`,
    );
  }
}

/** @throws UserError naming every variable that is no port */
export function parsePorts(settings: Settings): Ports {
  const ports = PORT_SETTINGS.map(({ variable, port }) => [variable, Number(settings[variable] ?? port)] as const);
  const invalid = ports.filter(([, port]) => !Number.isInteger(port) || port < 1 || port > 65535);
  if (invalid.length > 0) {
    const names = invalid.map(([variable]) => variable).join(', ');
    throw new UserError(`Not a port between 1 and 65535: ${names}. Correct it in .env.`);
  }
  return new Map(ports);
}

function pick(settings: Settings, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap(name => (settings[name] === undefined ? [] : [[name, settings[name]]])));
}
