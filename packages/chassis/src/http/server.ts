import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as TcpServer } from 'node:net';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { failpoint } from '../failpoints';

const midDrain = failpoint('shutdown.mid_drain');

/** A listening HTTP server that stops without cutting a request short. */
export interface HttpServer {
  start(): Promise<void>;
  /**
   * Refuses new connections, which a gateway then opens to another instance, and waits, at most `waitMs`, for the end of those that are
   * kept: each ends with its next reply, or by its client, who keeps it idle no longer than that. So nobody writes into one that closes.
   */
  drain(waitMs: number): Promise<void>;
  /**
   * Ends each connection with its next reply, and after a moment those on which nothing comes; refuses new ones from then on. Running
   * requests may end within `graceMs`, then they are cut.
   */
  stop(graceMs?: number): Promise<void>;
  /** The bound port; differs from the wanted one when that was 0. */
  port(): number;
}

/** How long a stopping server still takes what comes, in ms: a gateway that writes into a connection which closes gets no reply. */
const LINGER_MS = 100;

export function httpServer(app: RequestListener, host: string, port: number): HttpServer {
  const unanswered = new Set<ServerResponse>();
  let isStopping = false;
  let bound = port;
  // The gateway keeps idle connections for 60 s; ours must live longer, or it writes into one that we just closed.
  // A late body is given up, and answered, before the server's own time-out cuts its connection.
  const server: Server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 40_000 },
    (request, response) => {
      if (isStopping) closeAfter(response);
      unanswered.add(response);
      response.once('close', () => unanswered.delete(response));
      app(request, response);
    },
  );
  const closeWithReplies = () => {
    isStopping = true;
    for (const response of unanswered) closeAfter(response);
  };
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          bound = (server.address() as AddressInfo).port;
          resolve();
        });
      }),
    async drain(waitMs) {
      closeWithReplies();
      // After a turn of the event loop, which has accepted all who were connected: the kernel cuts off who still waits at a port that closes.
      await nextTurn();
      const waiting = new AbortController();
      // That of HTTP would cut off what is idle.
      const ended = new Promise<void>(resolve => TcpServer.prototype.close.call(server, () => resolve()));
      midDrain();
      await Promise.race([ended, delay(waitMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
      waiting.abort();
    },
    async stop(graceMs = 10_000) {
      closeWithReplies();
      await delay(LINGER_MS);
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      // A reply that had begun before we stopped leaves its connection idle.
      const closeIdle = setInterval(() => server.closeIdleConnections(), LINGER_MS);
      await new Promise(resolve => server.close(resolve));
      clearInterval(closeIdle);
      clearTimeout(cut);
    },
    port: () => bound,
  };
}

/** Node.js would keep the connection, and take the next request on it from a server that wants none. */
function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
