import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  status: number;
  /** Every value of a header, in order; fetch would join them. */
  all(name: string): string[];
  /** The one value of a header, or undefined where there is none or more than one. */
  header(name: string): string | undefined;
  body: string;
}

export interface Question {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** The gateway of the running system. */
export const gateway = (): string => process.env.E2E_GATEWAY_URL ?? 'http://127.0.0.1';

/** One request as given: node:http sends what fetch refuses to, and shows headers that came twice. */
export async function ask(
  path: string,
  { method = 'GET', headers = {}, body }: Question = {},
  base = gateway(),
): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(base + path, { method, headers, agent: false }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
  return answerOf(response, await text(response));
}

function answerOf({ statusCode = 0, rawHeaders }: IncomingMessage, body: string): Answer {
  const all = (name: string) =>
    rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
  const header = (name: string) => (all(name).length === 1 ? all(name)[0] : undefined);
  return { status: statusCode, all, header, body };
}

/** What the gateway says to bytes that are no proper request. */
export function say(bytes: string, base = gateway()): Promise<string> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port || 80), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
  });
  // After an error nginx ends its side, and waits a while for ours.
  socket.on('end', () => socket.destroy()).setTimeout(1_000, () => socket.destroy());
  socket.write(bytes);
  return new Promise((resolve, reject) => {
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}
