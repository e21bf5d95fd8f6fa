import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../errors.ts';
import type { ProcessSpec } from '../processes/managed-process.ts';
import { acceptsConnections } from '../processes/poll.ts';

export interface RabbitServer {
  program: string;
  /** Everything of this broker lives below it. */
  folder: string;
  logs: string;
  amqpPort: number;
  managementPort: number;
  metricsPort: number;
  distributionPort: number;
  epmdPort: number;
  user: string;
  password: string;
  /** False: it need not outlive its run, so it may be killed. */
  durable: boolean;
}

/**
 * A RabbitMQ of our own, side by side with any other on this machine, and the Erlang port mapper that it needs: left to
 * itself RabbitMQ starts one that outlives it.
 */
export function prepareRabbit(server: RabbitServer): { epmd: ProcessSpec; rabbitmq: ProcessSpec } {
  mkdirSync(server.folder, { recursive: true });
  writeFileSync(join(server.folder, 'rabbitmq.conf'), configOf(server));
  writeFileSync(join(server.folder, 'advanced.config'), loginOf(server), { mode: 0o600 });
  writeFileSync(join(server.folder, 'enabled_plugins'), '[rabbitmq_management, rabbitmq_prometheus].\n');
  writeFileSync(join(server.folder, 'environment.conf'), '');
  writeCookie(server.folder);
  const env = environmentOf(server);
  return { epmd: epmdSpec(server, env), rabbitmq: rabbitSpec(server, env) };
}

function configOf({ amqpPort, managementPort, metricsPort }: RabbitServer): string {
  return [
    `listeners.tcp.1 = 127.0.0.1:${amqpPort}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${managementPort}`,
    'prometheus.tcp.ip = 127.0.0.1',
    `prometheus.tcp.port = ${metricsPort}`,
    'default_user_tags.administrator = true',
    'log.console = true',
    'log.console.level = info',
    'log.console.use_colors = off',
    'log.file = false',
    '',
  ].join('\n');
}

/** The password between Erlang's nodes, which lets its owner run anything: Erlang's own is made of the time of day. */
function writeCookie(folder: string): void {
  const path = join(folder, '.erlang.cookie');
  rmSync(path, { force: true });
  writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o400 });
}

/** The administrator, as Erlang terms of bytes: in rabbitmq.conf `#` begins a comment, and no version reads é alike. */
function loginOf({ user, password }: RabbitServer): string {
  const [name, secret] = [user, password].map(text => Buffer.from(text).join(','));
  return `[{rabbit, [{default_user, <<${name}>>}, {default_pass, <<${secret}>>}]}].\n`;
}

function environmentOf({ folder, distributionPort, epmdPort }: RabbitServer): NodeJS.ProcessEnv {
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  return {
    ...process.env,
    // Erlang looks for its cookie in the home folder.
    HOME: folder,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    // No Erlang program is to start a port mapper of its own, which would outlive it, nor to listen for nodes elsewhere.
    ERL_AFLAGS: '-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_NODENAME: `ems-${id}@localhost`,
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'environment.conf'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_CONFIG_FILES: join(folder, 'conf.d'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'generated'),
    RABBITMQ_PID_FILE: join(folder, 'rabbitmq.pid'),
    // Makes the script give way to the Erlang machine, which then has the very pid that we signal and watch.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}

function rabbitSpec(server: RabbitServer, env: NodeJS.ProcessEnv): ProcessSpec {
  const authorization = `Basic ${Buffer.from(`${server.user}:${server.password}`).toString('base64')}`;
  return {
    name: 'rabbitmq',
    command: server.program,
    args: [],
    cwd: server.folder,
    env,
    logFile: join(server.logs, 'rabbitmq.log'),
    stopSignal: server.durable ? 'SIGTERM' : 'SIGKILL',
    stopTimeoutMs: 30_000,
    readyTimeoutMs: 90_000,
    isReady: () => isHealthy(server.managementPort, authorization),
  };
}

async function isHealthy(port: number, authorization: string): Promise<boolean> {
  const url = `http://127.0.0.1:${port}/api/health/checks/local-alarms`;
  const response = await fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(2000) });
  await response.body?.cancel();
  // A wrong login is reported by the provisioning, in words.
  return response.ok || response.status === 401;
}

function epmdSpec({ logs, folder, epmdPort }: RabbitServer, env: NodeJS.ProcessEnv): ProcessSpec {
  return {
    name: 'epmd',
    command: findEpmd(),
    args: ['-port', String(epmdPort), '-address', '127.0.0.1'],
    cwd: folder,
    env,
    logFile: join(logs, 'epmd.log'),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 2000,
    readyTimeoutMs: 60_000,
    isReady: () => acceptsConnections(epmdPort),
  };
}

function findEpmd(): string {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/lib/erlang/bin',
    '/opt/homebrew/opt/erlang/lib/erlang/bin',
  ];
  const found = folders.map(folder => join(folder, 'epmd')).find(path => existsSync(path));
  if (found === undefined)
    throw new UserError("Erlang's port mapper (epmd) is not on the PATH, though RabbitMQ is installed.");
  return found;
}
