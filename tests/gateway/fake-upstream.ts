import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeUpstream {
  /** host:port */
  address: string;
  stop(): Promise<void>;
}

/**
 * A small HTTP server in place of a service, so that a test can see what the gateway sends and decide what comes back.
 * @param address host:port; a free port of 127.0.0.1 unless it is given
 */
export async function startFakeUpstream(listener: RequestListener, address = '127.0.0.1:0'): Promise<FakeUpstream> {
  const server = createServer(listener);
  const [host, port] = address.split(':');
  await new Promise<void>(resolve => server.listen(Number(port), host, resolve));
  const stop = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { address: `${host}:${(server.address() as AddressInfo).port}`, stop };
}
