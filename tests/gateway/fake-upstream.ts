import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeUpstream {
  /** host:port */
  address: string;
  stop(): Promise<void>;
}

/** A small HTTP server in place of a service, so that a test can see what the gateway sends and decide what comes back. */
export async function startFakeUpstream(listener: RequestListener): Promise<FakeUpstream> {
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
