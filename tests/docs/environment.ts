import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/services';
import type { Block } from './blocks';

/** What a reader has set in `.env` or in the shell, so that a system runs beside others. */
export interface ReaderEnvironment {
  gateway: string;
  env: NodeJS.ProcessEnv;
  /** The block with this system's ports and Compose project, where it names those that are by default. */
  adapt(block: Block): Block;
}

/** Those of the test runner, which nobody has in a terminal. */
const ours = /^(npm_|JEST_|E2E_|EMS_|TEST_|NODE_ENV$|NODE_OPTIONS$|NODE_COMPILE_CACHE$|COMPOSE_|INIT_CWD$)/;

/** @param project the name of this system's Compose project, so that a developer's own is not touched */
export async function readerEnvironment(project: string): Promise<ReaderEnvironment> {
  const example = readFileSync(join(root, '.env.example'), 'utf8');
  const [, usualProject] = /^name: (\S+)$/m.exec(readFileSync(join(root, 'docker-compose.yml'), 'utf8')) ?? [];
  const settings = portSettings(example);
  const free = await findFreePorts(settings.length, portsIn(example).union(portsIn(ownSettings())));
  const ports = new Map(settings.map(({ port }, index) => [port, String(free[index])]));
  const gateway = `http://127.0.0.1:${ports.get('80')}`;
  const inherited = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return {
    gateway,
    env: {
      ...Object.fromEntries(inherited),
      ...Object.fromEntries(settings.map(({ name, port }) => [name, ports.get(port)])),
      COMPOSE_PROJECT_NAME: project,
      API: `${gateway}/api/v1`,
      // Hashes that take 10 ms instead of 200.
      PASSWORD_COST: '8',
    },
    adapt: block => ({
      ...block,
      text: block.text
        .replace(/\b\d{4,5}\b/g, port => ports.get(port) ?? port)
        .replaceAll(`${usualProject}_`, `${project}_`)
        .replaceAll(/http:\/\/(?:127\.0\.0\.1|localhost)\//g, `${gateway}/`),
    }),
  };
}

const portSettings = (text: string) =>
  Array.from(text.matchAll(/^(\w+_PORT)=(\d+)$/gm), ([, name = '', port = '']) => ({ name, port }));

const portsIn = (text: string) => new Set(portSettings(text).map(({ port }) => Number(port)));

/** A developer's own, who may start a system while this one runs. */
function ownSettings(): string {
  const file = join(root, '.env');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Below those that the system takes for outgoing connections. */
async function findFreePorts(count: number, reserved: ReadonlySet<number>): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (!reserved.has(port) && (await isFree(port)) && reservePort(port)) found.add(port);
  }
  return [...found];
}

/** As `npm test` does for its servers: nobody else is given it before something listens there. @returns false where it was given out before */
function reservePort(port: number): boolean {
  const folder = join(tmpdir(), 'ems-ports');
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, String(port)), String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
