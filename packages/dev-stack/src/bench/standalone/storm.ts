/**
 * A process of its own for {@link login-storm.ts}, so that what it costs to send does not slow those who measure. Each line
 * that comes in is a storm: requests that leave at once. Each line that goes out says how many were answered by which status.
 */
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';

export interface Storm {
  url: string;
  count: number;
  /** `#` in it becomes the number of the request. */
  body: string;
}

const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });

const send = (url: string, body: string) =>
  new Promise<number>((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    request(url, { method: 'POST', agent, headers }, reply => {
      reply.resume().on('end', () => resolve(reply.statusCode ?? 0));
    })
      .on('error', reject)
      .end(body);
  });

for await (const line of createInterface({ input: process.stdin })) {
  const { url, count, body } = JSON.parse(line) as Storm;
  const sent = Array.from({ length: count }, (_, index) => send(url, body.replace('#', `${index}`)));
  const statuses: Record<number, number> = {};
  for (const status of await Promise.all(sent)) statuses[status] = (statuses[status] ?? 0) + 1;
  console.log(JSON.stringify(statuses));
}
