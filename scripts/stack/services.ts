import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessSpec } from '../system/managed-process.ts';
import { answers } from '../system/wait.ts';
import type { ServiceEntry } from './catalogue.ts';
import { amqpUrl, databaseUrl, gatewayUrl, type StackConfig } from './config.ts';

/** How to run one of the four services. */
export function serviceSpec(config: StackConfig, service: ServiceEntry): ProcessSpec {
  return {
    name: service.name,
    command: process.execPath,
    args: [
      '--enable-source-maps',
      '--max-semi-space-size=2',
      '--max-old-space-size=128',
      join(config.root, service.name, 'dist/src/main.js'),
    ],
    cwd: join(config.root, service.name),
    env: { ...inherited(), ...config.extra, ...common(config, service), ...own(config, service) },
    logFile: join(config.logs, `${service.name}.log`),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 28_000,
    readyTimeoutMs: 60_000,
    ready: () => answers(`http://127.0.0.1:${config.ports[service.httpPort]}/health/ready`),
  };
}

/** The services see what a container would give them, not the whole environment of the shell. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TZ, NODE_OPTIONS, NODE_EXTRA_CA_CERTS } = process.env;
  return definedOnly({ PATH, HOME, LANG, TZ, NODE_OPTIONS, NODE_EXTRA_CA_CERTS });
}

function definedOnly(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function common(config: StackConfig, service: ServiceEntry): Record<string, string> {
  const { ports } = config;
  return {
    NODE_ENV: 'development',
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: String(ports[service.httpPort]),
    DATABASE_URL: databaseUrl(config, service),
    AMQP_URL: amqpUrl(config, service),
    JWKS_URL: `http://127.0.0.1:${ports.USER_SERVICE_PORT}/.well-known/jwks.json`,
    PUBLIC_URL: config.extra.PUBLIC_URL ?? gatewayUrl(config),
    ...(service.grpcPort && { GRPC_HOST: '127.0.0.1', GRPC_PORT: String(ports[service.grpcPort]) }),
  };
}

function own(config: StackConfig, { name }: ServiceEntry): Record<string, string> {
  if (name === 'user-service') {
    const keys = join(config.directory, 'keys');
    mkdirSync(keys, { recursive: true, mode: 0o700 });
    return {
      KEYS_DIR: keys,
      MAIL_DIR: join(config.directory, 'mail'),
      ADMIN_EMAIL: config.admin.email,
      ADMIN_PASSWORD: config.admin.password,
    };
  }
  if (name === 'event-service') {
    return {
      SESSION_GRPC_TARGET: `127.0.0.1:${config.ports.SESSION_GRPC_PORT}`,
      SPEAKER_GRPC_TARGET: `127.0.0.1:${config.ports.SPEAKER_GRPC_PORT}`,
    };
  }
  return {};
}
