import { createServer } from 'node:net';
import { portOwner } from './port-owner.ts';
import { Plain } from './say.ts';

export interface WantedPort {
  port: number;
  /** The address that will be bound. */
  host: string;
  /** What will listen there, for people. */
  purpose: string;
  /** The variable of .env that changes it. */
  variable: string;
}

/** Fails with one sentence for each port that cannot be had. */
export async function demandFree(wanted: WantedPort[]): Promise<void> {
  const complaints: string[] = [];
  for (const each of wanted) {
    const other = wanted.find(one => one.port === each.port && one !== each);
    const problem = other ? `is also the port of ${other.purpose}: change one of them` : await why(each);
    if (problem !== undefined)
      complaints.push(`Port ${each.port} (${each.purpose}) ${problem}; or set ${each.variable} in .env.`);
  }
  if (complaints.length > 0) throw new Plain(complaints.join('\n'));
}

async function why({ port, host }: WantedPort): Promise<string | undefined> {
  const code = await bindError(port, host);
  if (code === undefined) return undefined;
  if (code === 'EACCES') return 'needs root: run as root';
  if (code !== 'EADDRINUSE') return `cannot be opened (${code}): choose another`;
  const owner = portOwner(port);
  return owner === undefined
    ? 'is in use: stop what uses it'
    : `is in use by ${owner.name} (pid ${owner.pid}): stop that`;
}

function bindError(port: number, host: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** A port of 127.0.0.1 that nobody has, below the range from which the system takes ports for outgoing connections. */
export async function freePort(taken: Set<number>): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (taken.has(port) || (await bindError(port, '127.0.0.1')) !== undefined) continue;
    taken.add(port);
    return port;
  }
}
