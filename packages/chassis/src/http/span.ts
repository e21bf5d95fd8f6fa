import type { Request } from 'express';
import { currentContext } from '../log';
import { activeSpan } from '../tracing';
import { loggedPath } from './logged-path';

/** Tells the request's span which route it takes, and under which id the gateway's log knows it. */
export function describeSpan(request: Request): void {
  const span = activeSpan();
  if (!span) return;
  const route: string = request.route.path;
  span.updateName(`${request.method} ${route}`).setAttributes({
    'http.route': route,
    'url.path': loggedPath(request),
    'http.request.header.x-request-id': [currentContext()?.requestId ?? ''],
  });
}
