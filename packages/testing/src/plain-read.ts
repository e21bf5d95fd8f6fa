import { type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A reply as it came over the wire. */
export interface PlainReply {
  status: number;
  headers: IncomingHttpHeaders;
  /** In whatever coding they are. */
  bytes: Buffer;
}

/** Reads without any help: nothing is decoded, followed or sent along. */
export const plainRead = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<PlainReply> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, response => {
      buffer(response).then(
        bytes => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes }),
        reject,
      );
    });
    sent.on('error', reject).end();
  });
