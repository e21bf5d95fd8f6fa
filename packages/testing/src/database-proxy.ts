import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tieSockets } from './tie-sockets';

/** Where a connection is cut: before the server has seen a statement, or after it has carried it out, before its reply. */
export type Cut = 'before' | 'after';

export interface DatabaseProxy {
  /** The database's URL through the proxy. */
  url: string;
  /** Cuts the next connection that sends a statement with this text. @returns settles when it is cut */
  cutAt(statement: string, cut: Cut): Promise<void>;
  /** Holds back all that is sent in either direction, as a network does that has not noticed its fault. */
  pause(): void;
  /** Breaks all connections. */
  cut(): void;
  /** Sends on what was held back, and all that comes. */
  resume(): void;
  stop(): Promise<void>;
}

/** A TCP proxy before PostgreSQL, which loses a connection at a statement that is chosen. */
export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const open = new Set<Socket>();
  const held: (() => void)[] = [];
  let isPaused = false;
  const pass = (to: Socket, bytes: Buffer) => {
    if (isPaused) held.push(() => to.write(bytes));
    else to.write(bytes);
  };
  let plan: { statement: string; cut: Cut; done: () => void } | undefined;
  /** Texts of prepared statements by their names, as PostgreSQL's protocol sends a text once a connection. */
  const prepared = new Map<string, string>();
  const notePrepared = (bytes: Buffer) => {
    for (const [, name = '', text = ''] of bytes.toString('latin1').matchAll(/([0-9a-f]{16})\0([^\0]+)\0/g))
      prepared.set(name, text);
  };
  const sends = (bytes: Buffer, statement: string) =>
    bytes.includes(statement) ||
    [...prepared].some(([name, text]) => text.includes(statement) && bytes.includes(`\0${name}\0`));

  const server = createServer(client => {
    const upstream = connect(Number(target.port), target.hostname);
    open.add(client).add(upstream);
    tieSockets(client, upstream, socket => open.delete(socket));
    const lose = (done: () => void) => {
      client.resetAndDestroy();
      done();
    };
    client.on('data', bytes => {
      notePrepared(bytes);
      const planned = plan && sends(bytes, plan.statement) ? plan : undefined;
      if (!planned) return void pass(upstream, bytes);
      plan = undefined;
      if (planned.cut === 'before') return lose(planned.done);
      upstream.removeAllListeners('data');
      upstream.once('data', () => lose(planned.done));
      upstream.write(bytes);
    });
    upstream.on('data', bytes => void pass(client, bytes));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(port) }).href,
    cutAt: (statement, cut) =>
      new Promise(resolve => {
        plan = { statement, cut, done: resolve };
      }),
    pause() {
      isPaused = true;
    },
    cut() {
      for (const socket of open) socket.destroy();
    },
    resume() {
      isPaused = false;
      for (const send of held.splice(0)) send();
    },
    async stop() {
      const closed = new Promise(resolve => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
