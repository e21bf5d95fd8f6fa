import { currentContext } from '../log';
import { activeSpan } from '../tracing';

/**
 * Tells a request's span which route it takes, and under which id the gateway's log knows it.
 * @param route its template, such as `/events/:id`
 * @param path as logs have it
 */
export function describeSpan(method: string, route: string, path: string): void {
  activeSpan()
    ?.updateName(`${method} ${route}`)
    .setAttributes({
      'http.route': route,
      'url.path': path,
      'http.request.header.x-request-id': [currentContext()?.requestId ?? ''],
    });
}
