import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gateway } from '../support/api';

export interface RawResponse {
  status: number;
  /** Every value of a header, in order; fetch would join them. */
  all(name: string): string[];
  /** The one value of a header, or undefined where there is none or more than one. */
  header(name: string): string | undefined;
  body: string;
}

export interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** One request as given: node:http sends what fetch refuses to or mends, and shows headers that came twice. */
export async function rawRequest(
  path: string,
  { method = 'GET', headers = {}, body }: RawRequest = {},
  base = gateway(),
): Promise<RawResponse> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const sent = request({ hostname, port, path, method, headers, agent: false }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
  return toRawResponse(response, await text(response));
}

function toRawResponse({ statusCode = 0, rawHeaders }: IncomingMessage, body: string): RawResponse {
  const all = (name: string) =>
    rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
  const header = (name: string) => (all(name).length === 1 ? all(name)[0] : undefined);
  return { status: statusCode, all, header, body };
}

/** What the gateway answers to bytes that are no proper request. */
export function sendBytes(bytes: string, base = gateway()): Promise<string> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port || 80), hostname);
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk;
  });
  // After an error nginx ends its side, and waits a while for ours.
  socket.on('end', () => socket.destroy()).setTimeout(1_000, () => socket.destroy());
  socket.write(bytes);
  return new Promise((resolve, reject) => {
    socket.on('error', reject).on('close', () => resolve(received));
  });
}
