import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

export interface PortForwarder {
  /** From now on connections are passed on to this port of 127.0.0.1; those that are open stay where they are. */
  switchTo(target: number): void;
  /** Frees the port, and ends what is connected. */
  close(): void;
}

/** Listens on a port of 127.0.0.1 and passes on each connection, as bytes, to the target of the moment. */
export async function openForwarder(port: number): Promise<PortForwarder> {
  let target: number | undefined;
  const clients = new Set<Socket>();
  // Half open, so that whoever has sent all still gets the reply.
  const half = { allowHalfOpen: true, noDelay: true };
  const server = createServer(half, client => {
    if (target === undefined) {
      client.destroy();
      return;
    }
    clients.add(client);
    client.once('close', () => clients.delete(client));
    const upstream = connect({ port: target, host: '127.0.0.1', ...half });
    // An error of one side ends both, which tells the other side.
    pipeline(client, upstream, () => {});
    pipeline(upstream, client, () => {});
  });
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  return {
    switchTo(next) {
      target = next;
    },
    close() {
      server.close();
      for (const client of clients) client.destroy();
    },
  };
}
