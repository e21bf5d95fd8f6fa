import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { GATEWAY_PORT, GATEWAY_STATUS_PORT, MANAGEMENT_PORT, portOf } from '../ports/port-settings.ts';
import type { ProcessSpec } from '../processes/managed-process.ts';
import { respondsOk } from '../processes/poll.ts';
import { runCommand, tail } from '../processes/run-command.ts';
import { SERVICES } from '../services.ts';
import { type GatewaySettings, root, type StackConfig } from '../stack/config.ts';
import { addressesOf } from '../stack/instances.ts';
import { gatewayUrl } from '../stack/urls.ts';

/** Renders the gateway's own files for this machine and says how to run nginx on them. */
export async function prepareNginx(config: StackConfig, program: string): Promise<ProcessSpec> {
  const folder = folderOf(config);
  rmSync(folder, { recursive: true, force: true });
  await renderConfiguration(config, program);
  return {
    name: 'gateway',
    command: program,
    args: argsOf(folder),
    cwd: folder,
    env: process.env,
    logFile: join(config.logs, 'gateway.log'),
    // A graceful shutdown: nginx answers what it has accepted (nginx(8)).
    stopSignal: 'SIGQUIT',
    stopTimeoutMs: 8000,
    readyTimeoutMs: 30_000,
    isReady: () => respondsOk(`${gatewayUrl(config)}/health/ready`),
  };
}

/**
 * Does what the image of nginx does at its start: fills in the templates. A running nginx reads them at its next SIGHUP.
 * @throws UserError when nginx refuses them
 */
export async function renderConfiguration(config: StackConfig, program: string): Promise<void> {
  const folder = folderOf(config);
  const source = join(root, 'api-gateway');
  rmSync(join(folder, 'conf.d'), { recursive: true, force: true });
  mkdirSync(join(folder, 'conf.d'), { recursive: true });
  copyFileSync(join(source, 'nginx.conf'), join(folder, 'nginx.conf'));
  const suffix = '.template';
  for (const name of readdirSync(join(source, 'templates')).filter(each => each.endsWith(suffix))) {
    const text = readFileSync(join(source, 'templates', name), 'utf8');
    writeFileSync(join(folder, 'conf.d', name.slice(0, -suffix.length)), substitute(text, templateVariables(config)));
  }
  // All are literal addresses here, which never change: several where a service has several instances.
  const upstreams = [join(source, 'upstreams.sh'), join(folder, 'conf.d')];
  await runCommand('sh', upstreams, { env: { ...process.env, ...serviceAddresses(config) } });
  const check = await runCommand(program, [...argsOf(folder), '-t']);
  if (check.code !== 0) throw new UserError(`nginx refuses the gateway's configuration:\n${tail(check.output)}`);
}

function folderOf(config: StackConfig): string {
  return join(config.directory, 'nginx');
}

function argsOf(folder: string): string[] {
  // Without this root's nginx would read its files as a user who may not enter a private project folder.
  const user = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
  return ['-p', `${folder}/`, '-c', join(folder, 'nginx.conf'), '-e', 'stderr', ...user];
}

/** As envsubst, which the image calls: replaces $NAME and ${NAME} for known names and leaves all others. */
export function substitute(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (match, braced, bare) => values[braced ?? bare] ?? match);
}

/** Where the services are: USER_SERVICE and so on. */
function serviceAddresses(config: StackConfig): Record<string, string> {
  return Object.fromEntries(
    SERVICES.map(service => [service.role.toUpperCase(), addressesOf(config, service, 'http').join()]),
  );
}

function templateVariables(config: StackConfig): Record<string, string> {
  return {
    GATEWAY_HOST: config.gateway.host,
    GATEWAY_PORT: String(portOf(config, GATEWAY_PORT)),
    RATE_LIMITS: config.serviceEnv.RATE_LIMITS ?? 'on',
    CONNECTIONS_PER_ADDRESS: config.gateway.connectionsPerAddress,
    ...derivedVariables(config.gateway),
    SITE_ROOT: join(root, 'api-gateway/site'),
    // Without the login: everybody reads the page.
    QUEUES_URL: `http://127.0.0.1:${portOf(config, MANAGEMENT_PORT)}`,
    APP_ROOT: config.gateway.appRoot,
    ACCESS_LOG: join(config.logs, 'gateway.log'),
    STATUS_HOST: '127.0.0.1',
    STATUS_PORT: String(portOf(config, GATEWAY_STATUS_PORT)),
  };
}

/** By the script that the image runs. @throws UserError when a proxy is no address, or an origin none */
export function derivedVariables(gateway: Pick<GatewaySettings, 'trustedProxies' | 'corsOrigins'>) {
  const script = join(root, 'api-gateway/variables.envsh');
  const program = '. "$0"; printf "%s\\n%s\\n%s" "$REAL_IP_FROM" "$TRUSTED_NETWORKS" "$ALLOWED_ORIGINS"';
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'development',
    TRUSTED_PROXIES: gateway.trustedProxies,
    CORS_ORIGINS: gateway.corsOrigins,
  };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', program, script], { encoding: 'utf8', env });
  if (status !== 0) throw new UserError(`${stderr.trim()} Correct it in .env.`);
  const [REAL_IP_FROM = '', TRUSTED_NETWORKS = '', ALLOWED_ORIGINS = ''] = stdout.split('\n');
  return { REAL_IP_FROM, TRUSTED_NETWORKS, ALLOWED_ORIGINS };
}
