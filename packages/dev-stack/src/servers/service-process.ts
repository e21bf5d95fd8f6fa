import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileCache } from '../build.ts';
import { inspectPort, metricsPort, type Ports, portOf } from '../ports/port-settings.ts';
import type { ProcessSpec } from '../processes/managed-process.ts';
import { respondsOk } from '../processes/poll.ts';
import { findService, SERVICES, type ServiceEntry, shortName } from '../services.ts';
import { root, type StackConfig } from '../stack/config.ts';
import { addressesOf, type ServiceInstance } from '../stack/instances.ts';
import { amqpUrl, databaseUrl, gatewayUrl } from '../stack/urls.ts';

/** How to run one instance of one of the services. */
export function serviceSpec(config: StackConfig, service: ServiceEntry, own: ServiceInstance): ProcessSpec {
  const { development } = config;
  const inspect = development?.inspected.has(service.name)
    ? [`--inspect=127.0.0.1:${portOf(own, inspectPort(service))}`]
    : [];
  return {
    name: own.name,
    command: process.execPath,
    args: [
      ...inspect,
      '--enable-source-maps',
      '--max-semi-space-size=16',
      '--max-old-space-size=128',
      join(root, service.name, 'dist/src/main.js'),
    ],
    cwd: join(root, service.name),
    env: {
      ...inheritedEnv(),
      ...config.serviceEnv,
      ...commonEnv(config, service, own),
      ...specificEnv(config, service),
      ...compileCache,
    },
    logFile: join(config.logs, `${own.name}.log`),
    stopSignal: 'SIGTERM',
    // In development an edit does not wait for a breakpoint.
    stopTimeoutMs: development ? 2000 : 28_000,
    readyTimeoutMs: 60_000,
    isReady: () => respondsOk(`http://127.0.0.1:${portOf(own, service.http)}/health/ready`),
    // One that is debugged may stand at a breakpoint. One that has too much to do answers late, and is no better for a new start.
    ...(!development && {
      isLive: () => respondsOk(`http://127.0.0.1:${portOf(own, service.http)}/health/live`, 5000),
    }),
  };
}

/** The services see what a container would give them, not the whole environment of the shell. */
function inheritedEnv(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TZ, NODE_OPTIONS, NODE_EXTRA_CA_CERTS } = process.env;
  return definedOnly({ PATH, HOME, LANG, TZ, NODE_OPTIONS, NODE_EXTRA_CA_CERTS });
}

function definedOnly(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function commonEnv(config: StackConfig, service: ServiceEntry, own: { ports: Ports }): Record<string, string> {
  return {
    NODE_ENV: 'development',
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: String(portOf(own, service.http)),
    METRICS_HOST: '127.0.0.1',
    METRICS_PORT: String(portOf(own, metricsPort(service))),
    DATABASE_URL: databaseUrl(config, service),
    AMQP_URL: amqpUrl(config, service),
    JWKS_URL: `${keysOrigin(config)}/.well-known/jwks.json`,
    PUBLIC_URL: config.serviceEnv.PUBLIC_URL ?? gatewayUrl(config),
    // An edit waits for nobody, and there is always another instance.
    ...(config.development && { DRAIN_SECONDS: '0' }),
    ...(service.grpc && { GRPC_HOST: '127.0.0.1', GRPC_PORT: String(portOf(own, service.grpc)) }),
  };
}

/** user-service, or the gateway where it has several instances, of which one may be away. */
function keysOrigin(config: StackConfig): string {
  const [only, ...further] = addressesOf(config, findService('user-service'), 'http');
  return further.length > 0 ? gatewayUrl(config) : `http://${only}`;
}

/** As gRPC has lists of addresses, over all of which its calls are spread. */
function grpcTarget(config: StackConfig, service: ServiceEntry): string {
  return `ipv4:${addressesOf(config, service, 'grpc').join()}`;
}

function specificEnv(config: StackConfig, { name }: ServiceEntry): Record<string, string> {
  if (name === 'user-service') {
    const keys = join(config.directory, 'keys');
    mkdirSync(keys, { recursive: true, mode: 0o700 });
    return {
      KEYS_DIR: keys,
      MAIL_DIR: join(config.directory, 'mail'),
      GATEWAY_HOST: config.gateway.host,
      ADMIN_EMAIL: config.admin.email,
      ADMIN_PASSWORD: config.admin.password,
    };
  }
  if (name === 'event-service') {
    // SESSION_GRPC_TARGET and so on
    return Object.fromEntries(
      SERVICES.flatMap(each =>
        each.grpc ? [[`${shortName(each).toUpperCase()}_GRPC_TARGET`, grpcTarget(config, each)]] : [],
      ),
    );
  }
  return {};
}
