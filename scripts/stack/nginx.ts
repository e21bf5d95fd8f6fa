import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessSpec } from '../system/managed-process.ts';
import { run, tail } from '../system/run.ts';
import { Plain } from '../system/say.ts';
import { answers } from '../system/wait.ts';
import type { StackConfig } from './config.ts';

/** Renders the gateway's own files for this machine and says how to run nginx on them. */
export async function prepareNginx(config: StackConfig, program: string): Promise<ProcessSpec> {
  const folder = join(config.directory, 'nginx');
  render(config, folder);
  // Without this root's nginx would read its files as a user who may not enter a private project folder.
  const user = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
  const args = ['-p', `${folder}/`, '-c', join(folder, 'nginx.conf'), '-e', 'stderr', ...user];
  const check = await run(program, [...args, '-t']);
  if (check.code !== 0) throw new Plain(`nginx refuses the gateway's configuration:\n${tail(check.output)}`);
  return {
    name: 'gateway',
    command: program,
    args,
    cwd: folder,
    env: process.env,
    logFile: join(config.logs, 'gateway.log'),
    // A graceful shutdown: nginx answers what it has accepted (nginx(8)).
    stopSignal: 'SIGQUIT',
    stopTimeoutMs: 8000,
    readyTimeoutMs: 30_000,
    ready: () => answers(`http://127.0.0.1:${config.ports.GATEWAY_PORT}/health/ready`),
  };
}

/** Does what the image of nginx does at its start: fills in the templates. */
function render(config: StackConfig, folder: string): void {
  const source = join(config.root, 'api-gateway');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'conf.d'), { recursive: true });
  copyFileSync(join(source, 'nginx.conf'), join(folder, 'nginx.conf'));
  const suffix = '.template';
  for (const name of readdirSync(join(source, 'templates')).filter(each => each.endsWith(suffix))) {
    const text = readFileSync(join(source, 'templates', name), 'utf8');
    writeFileSync(join(folder, 'conf.d', name.slice(0, -suffix.length)), substitute(text, variables(config)));
  }
}

// envsubst, which the image calls, replaces $NAME and ${NAME} for names of the environment and leaves all others.
function substitute(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => values[braced ?? bare] ?? whole);
}

function variables(config: StackConfig): Record<string, string> {
  const { ports } = config;
  const local = (port: number) => `127.0.0.1:${port}`;
  return {
    GATEWAY_PORT: String(ports.GATEWAY_PORT),
    USER_SERVICE: local(ports.USER_SERVICE_PORT),
    EVENT_SERVICE: local(ports.EVENT_SERVICE_PORT),
    SESSION_SERVICE: local(ports.SESSION_SERVICE_PORT),
    SPEAKER_SERVICE: local(ports.SPEAKER_SERVICE_PORT),
    // All upstreams are literal addresses, so this is never asked.
    RESOLVER: '127.0.0.1',
    RATE_LIMITS: config.extra.RATE_LIMITS ?? 'on',
    SITE_ROOT: join(config.root, 'api-gateway/site'),
    ACCESS_LOG: join(config.logs, 'gateway.log'),
  };
}
