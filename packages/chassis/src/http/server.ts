import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** A listening HTTP server that stops without cutting a request short. */
export interface HttpServer {
  start(): Promise<void>;
  /** Refuses new connections, lets running requests end for at most `graceMs`, then cuts them. */
  stop(graceMs?: number): Promise<void>;
  /** The bound port; differs from the wanted one when that was 0. */
  port(): number;
}

export function httpServer(app: Express, host: string, port: number): HttpServer {
  // The gateway keeps idle connections for 60 s; ours must live longer, or it writes into one that we just closed.
  // A late body is given up, and answered, before the server's own time-out cuts its connection.
  const server: Server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 40_000 },
    app,
  );
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => resolve());
      }),
    stop: (graceMs = 10_000) =>
      new Promise(resolve => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
    port: () => (server.address() as AddressInfo).port,
  };
}
