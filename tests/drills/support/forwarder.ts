import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { tieSockets } from '@ems/testing';

/** Has a port of this machine at another of its own addresses, 127.0.0.x, and can give it up. */
export async function forward(host: string, port: number, to: number): Promise<{ end(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer(client => {
    const upstream = connect(to, '127.0.0.1');
    open.add(client).add(upstream);
    tieSockets(client, upstream, socket => open.delete(socket));
    client.pipe(upstream).pipe(client);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    async end() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
