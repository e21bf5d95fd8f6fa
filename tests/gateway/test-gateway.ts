import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@ems/testing';
import { startFakeUpstream } from './fake-upstream';
import { rawRequest } from './raw-http';

const root = join(__dirname, '../../..');
const source = join(root, 'api-gateway');

/** The variable of each service; one that a test gives no address is nowhere. */
const nowhere = Object.fromEntries(
  (JSON.parse(readFileSync(join(root, 'services.json'), 'utf8')) as { role: string }[]).map(({ role }) => [
    role.toUpperCase(),
    '127.0.0.1:1',
  ]),
);

export interface TestGateway {
  url: string;
  /** What it has written so far, to its access log and to its error log; it may still be asked for when the gateway has stopped. */
  logs(): string;
  stop(): Promise<void>;
}

/**
 * A gateway for one test file, from the project's files: nginx itself where the system under test is run without Docker,
 * else the gateway's image (on the host's network).
 * @param services host:port of each service, by its variable
 * @param settings the variables of the templates, TRUSTED_PROXIES, CORS_ORIGINS and APP_ROOT
 * @param names a folder with a `getent` that it looks names up by, instead of the machine's
 */
export async function startTestGateway(
  services: Record<string, string>,
  rateLimits: 'on' | 'off',
  settings: Record<string, string> = {},
  names?: string,
): Promise<TestGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const port = await freePort();
  const values = {
    ...nowhere,
    ...services,
    GATEWAY_HOST: '127.0.0.1',
    GATEWAY_PORT: port,
    RATE_LIMITS: rateLimits,
    CONNECTIONS_PER_ADDRESS: '2000',
    STATUS_HOST: '127.0.0.1',
    STATUS_PORT: await freePort(),
    ...settings,
  };
  const server = process.env.E2E_STACK_DIRECTORY ? await runNginx(folder, values, names) : runImage(values, names);
  const exit = once(server, 'exit');
  let logs = '';
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', data => (logs += data));
  const url = `http://127.0.0.1:${port}`;
  const accessLog = join(folder, 'access.log');
  const readAccessLog = () => (existsSync(accessLog) ? readFileSync(accessLog, 'utf8') : '');
  const stop = async () => {
    server.kill('SIGTERM');
    await exit;
    logs += readAccessLog();
    await rm(folder, { recursive: true, force: true });
  };
  await waitUntilReady(url, server).catch(async error => {
    await stop();
    throw error;
  });
  return { url, logs: () => logs + readAccessLog(), stop };
}

async function runNginx(folder: string, values: Record<string, string>, names = ''): Promise<ChildProcess> {
  const configuration = join(folder, 'conf.d');
  await mkdir(configuration);
  await copyFile(join(source, 'nginx.conf'), join(folder, 'nginx.conf'));
  const all: Record<string, string> = {
    ...values,
    ...derived(values),
    SITE_ROOT: join(source, 'site'),
    QUEUES_URL: '',
    APP_ROOT: values.APP_ROOT ?? join(source, 'app'),
    ACCESS_LOG: join(folder, 'access.log'),
  };
  for (const name of await readdir(join(source, 'templates'))) {
    const template = await readFile(join(source, 'templates', name), 'utf8');
    const text = template.replace(/\$\{(\w+)\}/g, (whole, variable: string) => all[variable] ?? whole);
    await writeFile(join(configuration, name.replace(/\.template$/, '')), text);
  }
  const user = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
  const nginx = ['nginx', '-p', folder, '-c', 'nginx.conf', '-e', 'stderr', ...user];
  const env = { ...process.env, ...values, PATH: `${names}:${process.env.PATH}:/usr/sbin` };
  return spawn('sh', [join(source, 'upstreams.sh'), configuration, join(folder, 'nginx.pid'), ...nginx], { env });
}

/** What the image's own script makes of the variables. */
function derived(values: Record<string, string>): Record<string, string> {
  const program = '. "$0"; printf "%s\\n%s\\n%s" "$REAL_IP_FROM" "$TRUSTED_NETWORKS" "$ALLOWED_ORIGINS"';
  const env = { ...process.env, ...values };
  const text = execFileSync('sh', ['-c', program, join(source, 'variables.envsh')], { encoding: 'utf8', env });
  const [REAL_IP_FROM = '', TRUSTED_NETWORKS = '', ALLOWED_ORIGINS = ''] = text.split('\n');
  return { REAL_IP_FROM, TRUSTED_NETWORKS, ALLOWED_ORIGINS };
}

function runImage(values: Record<string, string>, names?: string): ChildProcess {
  const { APP_ROOT, ...rest } = values;
  const variables = Object.entries(rest).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const mounts = [
    ...(APP_ROOT ? ['--volume', `${APP_ROOT}:/srv/app:ro`] : []),
    ...(names ? ['--volume', `${names}:/usr/local/sbin:ro`] : []),
  ];
  return spawn('docker', ['run', '--rm', '--init', '--network', 'host', ...variables, ...mounts, 'ems/api-gateway']);
}

async function freePort(): Promise<string> {
  const { address, stop } = await startFakeUpstream(() => {});
  await stop();
  return new URL(`http://${address}`).port;
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  const outcome = await eventually(async () => {
    if (server.exitCode !== null) return 'ended';
    return (await rawRequest('/health/live', {}, url)).status === 200 && 'ready';
  });
  if (outcome === 'ended') throw new Error('nginx does not start with the files of api-gateway/');
}
