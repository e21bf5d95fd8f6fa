import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gateway } from '../support/api';

/** What becomes of one request: its reply is lost on the way, or it is answered without having got to the gateway. */
type Fault = 'lost-reply' | { status: number; code?: string; retryAfter?: string };

export interface FaultyGateway {
  url: string;
  /** What came, in its order, as `POST /events`. */
  calls: string[];
  /** The Idempotency-Keys of these. */
  keys: (string | undefined)[];
  /** Faults for the next requests, one each, until there are none left. @param call such as `POST /events` */
  fail(call: string, ...faults: Fault[]): void;
  stop(): void;
}

/** The gateway behind a network that fails as it is told. */
export async function startFaultyGateway(): Promise<FaultyGateway> {
  const [calls, keys]: [string[], (string | undefined)[]] = [[], []];
  const faults = new Map<string, Fault[]>();
  const server = createServer(async (request, response) => {
    const call = `${request.method} ${request.url?.replace(/^\/api\/v1|\?.*$/g, '')}`;
    calls.push(call);
    keys.push(request.headers['idempotency-key']?.toString());
    const fault = faults.get(call)?.shift();
    if (typeof fault === 'object') return answer(response, fault);
    const reply = await forward(request);
    if (fault === 'lost-reply') return request.socket.destroy();
    return response.writeHead(reply.status, headersOf(reply)).end(Buffer.from(await reply.arrayBuffer()));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    keys,
    fail: (call, ...more) => faults.set(call, more),
    stop: () => close(server),
  };
}

function answer(response: ServerResponse, { status, code, retryAfter }: Exclude<Fault, string>): void {
  response.statusCode = status;
  if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
  if (code === undefined) return void response.end('<h1>Bad gateway</h1>');
  response.setHeader('Content-Type', 'application/problem+json');
  response.end(JSON.stringify({ type: `/problems/${code}`, title: '', status, detail: code, code }));
}

async function forward(request: IncomingMessage): Promise<Response> {
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
  const body = await buffer(request);
  return fetch(`${gateway()}${request.url}`, {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
    redirect: 'manual',
    ...(body.length > 0 && { body }),
  });
}

/** Without those of the connection, and of the compression that is undone by now. */
function headersOf(reply: Response): Record<string, string> {
  const ours = /^(connection|keep-alive|transfer-encoding|content-encoding|content-length)$/;
  return Object.fromEntries([...reply.headers].filter(([name]) => !ours.test(name)));
}

function close(server: Server): void {
  server.close();
  server.closeAllConnections();
}
