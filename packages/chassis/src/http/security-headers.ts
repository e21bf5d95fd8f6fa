import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** The headers of helmet, which are the same for every reply: made by one that goes nowhere. */
export function helmetHeaders(): Map<string, string> {
  const request = new IncomingMessage(new Socket());
  const reply = new ServerResponse(request);
  helmet({ crossOriginResourcePolicy: { policy: 'cross-origin' } })(request, reply, error => {
    if (error) throw error;
  });
  return new Map(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}

/** Sets them. */
export const securityHeaders =
  (headers: Map<string, string>): RequestHandler =>
  (_request, response, next) => {
    response.setHeaders(headers);
    next();
  };
