import { createServer } from 'node:net';
import { UserError } from '../errors.ts';
import { portOwner } from './port-owner.ts';

export interface RequiredPort {
  port: number;
  /** The address that will be bound. */
  host: string;
  /** What will listen there, for people. */
  purpose: string;
  /** The variable of .env that changes it. */
  variable: string;
}

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
 * A port of 127.0.0.1 that is free: below the range from which the system takes ports for outgoing connections, and at
 * random, so that test runs that start side by side do not race for the same ones.
 * @param taken those that were given out before; the new one is added
 */
export async function findFreePort(taken: Set<number>): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (taken.has(port) || (await tryBind(port, '127.0.0.1')) !== undefined) continue;
    taken.add(port);
    return port;
  }
}
