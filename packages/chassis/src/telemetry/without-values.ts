import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';

/**
 * What may leave: names, codes, numbers and templates. All else that instrumentations know of a request is a value that somebody has
 * entered, or may be: its path and query, its headers, its sender's address, an error's message.
 */
const allowed = new Set([
  'db.namespace',
  'db.operation.name',
  'db.query.text',
  'db.response.status_code',
  'db.system.name',
  'ems.mail.outcome',
  'error.type',
  'http.request.header.x-request-id',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'messaging.batch.message_count',
  'messaging.consumer.group.name',
  'messaging.destination.name',
  'messaging.message.body.size',
  'messaging.message.id',
  'messaging.operation.name',
  'messaging.operation.type',
  'messaging.rabbitmq.destination.routing_key',
  'messaging.system',
  'network.protocol.name',
  'network.protocol.version',
  'network.transport',
  'rpc.method',
  'rpc.response.status_code',
  'rpc.system.name',
  'url.scheme',
]);
/** Of peers that a service has chosen itself: a server's name is what its client says. */
const allowedOfClients = new Set(['server.address', 'server.port']);

/** What a span is, without what is not {@link allowed}: no event, and of a failure its kind alone. */
export function withoutValues(span: ReadableSpan): ReadableSpan {
  const isOwn = span.kind !== SpanKind.SERVER;
  const has = (name: string) =>
    allowed.has(name) ||
    (isOwn && allowedOfClients.has(name)) ||
    // The route's words and ids, once there is one; before, what somebody has asked for.
    (name === 'url.path' && span.attributes['http.route'] !== undefined);
  const attributes: Attributes = Object.fromEntries(Object.entries(span.attributes).filter(([name]) => has(name)));
  return Object.create(span, {
    attributes: { value: attributes, enumerable: true },
    events: { value: [], enumerable: true },
    status: { value: { code: span.status.code }, enumerable: true },
  }) as ReadableSpan;
}
