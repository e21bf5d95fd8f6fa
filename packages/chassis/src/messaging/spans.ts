import { endSpan, isTracing, linksTo, type Span, SpanKind, startSpan, withActiveSpan } from '../tracing';
import type { OutboxRow } from './envelope';
import type { Delivery, ReadDelivery } from './read-delivery';
import { exchange, traceHeader } from './topology';

const messageAttributes = (operation: string, id: string, type: string) => ({
  'messaging.system': 'rabbitmq',
  'messaging.operation.name': operation,
  'messaging.operation.type': operation,
  'messaging.message.id': id,
  'messaging.rabbitmq.destination.routing_key': type,
});

/** Of a message on its way to the broker, beneath what has led to it, however long ago. None of one that nothing is known to have led to. */
export function startSendSpan({ message_id, type, context: { traceparent } }: OutboxRow): Span | undefined {
  if (!traceparent) return undefined;
  const destination = `${exchange}:${type}`;
  return startSpan({
    name: `send ${destination}`,
    kind: SpanKind.PRODUCER,
    attributes: { ...messageAttributes('send', message_id, type), 'messaging.destination.name': destination },
    parent: traceparent,
  });
}

const parentOf = ({ delivery, envelope }: Pick<ReadDelivery<unknown>, 'delivery' | 'envelope'>): string | undefined =>
  sentWith(delivery) ?? envelope.traceparent;

const sentWith = ({ message }: Delivery): string | undefined => {
  const header: unknown = message.properties.headers?.[traceHeader];
  return typeof header === 'string' ? header : undefined;
};

/**
 * Does the work of a batch within a span for each of its messages, beneath the one by which it was sent. What is done for messages of
 * several traces belongs to none of them: it has a trace of its own, and links lead there and back.
 */
export async function withProcessSpans<Tx, Result>(
  batch: readonly ReadDelivery<Tx>[],
  queue: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const traced = isTracing() ? batch.filter(parentOf) : [];
  if (traced.length === 0) return work();
  const common = { 'messaging.destination.name': queue, 'messaging.consumer.group.name': queue };
  const isShared = new Set(traced.map(each => parentOf(each)?.slice(3, 35))).size > 1;
  const shared = isShared
    ? startSpan({
        name: `process ${queue}`,
        kind: SpanKind.CONSUMER,
        attributes: {
          ...common,
          'messaging.system': 'rabbitmq',
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.batch.message_count': batch.length,
        },
        links: traced.flatMap(each => linksTo(parentOf(each))),
        isRoot: true,
      })
    : undefined;
  const spans = traced.map(each =>
    startSpan({
      name: `process ${queue}`,
      kind: SpanKind.CONSUMER,
      attributes: { ...common, ...messageAttributes('process', each.envelope.id, each.envelope.type) },
      parent: parentOf(each),
      links: shared ? [{ context: shared.spanContext() }] : [],
    }),
  );
  const end = (error?: unknown) => {
    for (const span of [...spans, shared]) endSpan(span, error);
  };
  try {
    const result = await withActiveSpan(shared ?? spans[0], work);
    end();
    return result;
  } catch (error) {
    end(error);
    throw error;
  }
}
