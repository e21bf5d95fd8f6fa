import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './ask';
import { standIn } from './stand-in';

const source = join(__dirname, '../../../api-gateway');

export interface OwnGateway {
  url: string;
  stop(): Promise<void>;
}

/**
 * A gateway of the test's own, from the project's files: nginx itself where the system under test is run without Docker,
 * else the gateway's image (on the host's network).
 * @param services host:port of each service, by the templates' variable
 */
export async function ownGateway(services: Record<string, string>, rateLimits: 'on' | 'off'): Promise<OwnGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const port = await freePort();
  const values = { ...services, GATEWAY_PORT: port, RESOLVER: '127.0.0.1', RATE_LIMITS: rateLimits };
  const server = process.env.E2E_STACK_DIRECTORY ? await runNginx(folder, values) : runImage(values);
  const exit = once(server, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    server.kill('SIGTERM');
    await exit;
    await rm(folder, { recursive: true, force: true });
  };
  await answering(url, server).catch(async error => {
    await stop();
    throw error;
  });
  return { url, stop };
}

async function runNginx(folder: string, values: Record<string, string>): Promise<ChildProcess> {
  await mkdir(join(folder, 'conf.d'));
  await copyFile(join(source, 'nginx.conf'), join(folder, 'nginx.conf'));
  const all: Record<string, string> = {
    ...values,
    SITE_ROOT: join(source, 'site'),
    ACCESS_LOG: join(folder, 'access.log'),
  };
  for (const name of await readdir(join(source, 'templates'))) {
    const template = await readFile(join(source, 'templates', name), 'utf8');
    const text = template.replace(/\$\{(\w+)\}/g, (whole, variable: string) => all[variable] ?? whole);
    await writeFile(join(folder, 'conf.d', name.replace(/\.template$/, '')), text);
  }
  const user = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  return spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', ...user], { env, stdio: 'ignore' });
}

function runImage(values: Record<string, string>): ChildProcess {
  const variables = Object.entries(values).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  return spawn('docker', ['run', '--rm', '--init', '--network', 'host', ...variables, 'ems/api-gateway'], {
    stdio: 'ignore',
  });
}

async function freePort(): Promise<string> {
  const { address, stop } = await standIn(() => {});
  await stop();
  return new URL(`http://${address}`).port;
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100 && server.exitCode === null; tries++) {
    const status = await ask('/health/live', {}, url).then(
      answer => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error('nginx does not start with the files of api-gateway/');
}
