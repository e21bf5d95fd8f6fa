import { createServer } from 'node:net';
import { UserError } from '../errors.ts';
import { readSettings, type Settings } from '../stack/settings.ts';
import { portOwner } from './port-owner.ts';
import { PORT_SETTINGS } from './port-settings.ts';
import { reservePort } from './reserve-port.ts';

export interface RequiredPort {
  port: number;
  /** The address that will be bound. */
  host: string;
  /** What will listen there, for people. */
  purpose: string;
  /** The variable of .env that changes it. */
  variable: string;
}

const LOWEST = 20_000;
const COUNT = 12_000;

/** @throws UserError with one sentence for each port that is not available */
export async function requireFreePorts(required: readonly RequiredPort[]): Promise<void> {
  const conflicts: string[] = [];
  for (const each of required) {
    const other = required.find(one => one.port === each.port && one !== each);
    const reason = other
      ? `is also the port of ${other.purpose}: change one of them`
      : await explainUnavailability(each);
    if (reason !== undefined)
      conflicts.push(`Port ${each.port} (${each.purpose}) ${reason}; or set ${each.variable} in .env.`);
  }
  if (conflicts.length > 0) throw new UserError(conflicts.join('\n'));
}

async function explainUnavailability({ port, host }: RequiredPort): Promise<string | undefined> {
  const code = await tryBind(port, host);
  if (code === undefined) return undefined;
  if (code === 'EACCES') return 'needs root: run as root';
  if (code !== 'EADDRINUSE') return `cannot be opened (${code}): choose another`;
  const owner = portOwner(port);
  return owner === undefined
    ? 'is in use: stop what uses it'
    : `is in use by ${owner.name} (pid ${owner.pid}): stop that`;
}

/** @returns the code of the error with which binding the port fails */
function tryBind(port: number, host: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/**
 * A port of 127.0.0.1 that is free: below the range from which the system takes ports for outgoing connections, none of those that
 * `npm start` may want meanwhile, and at random, so that test runs that start side by side do not race for the same ones.
 * @param taken those that were given out before; the new one is added
 * @param settings those of `npm start`
 */
export async function findFreePort(taken: Set<number>, settings: Settings = readSettings()): Promise<number> {
  const reserved = new Set(PORT_SETTINGS.map(({ variable, port }) => Number(settings[variable] ?? port)));
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * COUNT);
    if (taken.has(port) || reserved.has(port) || (await tryBind(port, '127.0.0.1')) !== undefined) continue;
    if (!reservePort(port)) continue;
    taken.add(port);
    return port;
  }
}
