import { expect, test } from '@jest/globals';
import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { withoutValues } from './without-values';

/** A span as an instrumentation leaves it. */
const spanOf = (kind: SpanKind, attributes: ReadableSpan['attributes']): ReadableSpan =>
  Object.assign(Object.create({ name: 'GET', kind, duration: [0, 1] }), {
    attributes,
    events: [{ name: 'exception', time: [0, 0], attributes: { 'exception.message': 'ada@example.org exists' } }],
    status: { code: 2, message: 'ada@example.org exists' },
  });

test('of a request only its method, its status and its route leave, whatever else is known of it', () => {
  const sent = withoutValues(
    spanOf(SpanKind.SERVER, {
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.path': '/api/v1/ada@example.org',
      'url.query': 'q=Ada',
      'client.address': '203.0.113.9',
      'user_agent.original': 'of Ada',
      'server.address': 'ada.example',
      'of.a.later.version': 'Ada',
    }),
  );
  expect(sent.attributes).toEqual({ 'http.request.method': 'GET', 'http.response.status_code': 200 });
  expect(sent).toMatchObject({ name: 'GET', events: [], status: { code: 2 } });
  expect(sent.status.message).toBeUndefined();
});

test('a path leaves once it is that of a route, and an address where it is of whom is asked', () => {
  const path = { 'url.path': '/api/v1/events', 'http.route': '/api/v1/events' };
  expect(withoutValues(spanOf(SpanKind.SERVER, path)).attributes).toEqual(path);
  const server = { 'server.address': '127.0.0.1', 'server.port': 5432 };
  expect(withoutValues(spanOf(SpanKind.CLIENT, server)).attributes).toEqual(server);
});

test('what was known of the span itself is not changed', () => {
  const span = spanOf(SpanKind.SERVER, { 'url.query': 'q' });
  withoutValues(span);
  expect(span.attributes).toEqual({ 'url.query': 'q' });
});
