import type { ConsumeMessage } from 'amqplib';
import type { Message } from './contract';
import { type Envelope, envelopeSchema } from './envelope';
import { NonRetryableError } from './failures';
import type { Subscription } from './subscription';
import { exchange } from './topology';

/** A message with the channel that it came by. */
export interface Delivery {
  message: ConsumeMessage;
  /** True once its channel is lost; the broker delivers again. */
  isGone(): boolean;
  /** Tells the broker that nothing is to be done any more; where its channel is lost, it comes again. */
  ack(): void;
}

/** A delivery that says what its contract allows. */
export interface ReadDelivery<Tx> {
  delivery: Delivery;
  envelope: Envelope;
  subscription: Subscription<Tx>;
  message: Message<unknown>;
}

/** @throws NonRetryableError for what is no message of this system, or none that this service hears */
export function readDelivery<Tx>(
  delivery: Delivery,
  subscriptions: ReadonlyMap<string, Subscription<Tx>>,
): ReadDelivery<Tx> {
  const envelope = readEnvelope(delivery.message);
  // The broker lets a service publish its own types only, by their routing keys; the envelope may not claim another.
  const { exchange: from, routingKey } = delivery.message.fields;
  if (from === exchange && routingKey !== envelope.type)
    throw new NonRetryableError('published as another type than it says');
  const subscription = subscriptions.get(envelope.type);
  if (!subscription) throw new NonRetryableError(`this service does not subscribe to ${envelope.type}`);
  const data = parseData(subscription.contract.data, envelope.data);
  const { id, type, subject, sequence, time } = envelope;
  const message = { id, type, subject, sequence: Number(sequence), time: new Date(time), data };
  return { delivery, envelope, subscription, message };
}

function readEnvelope(message: ConsumeMessage): Envelope {
  try {
    return envelopeSchema.parse(JSON.parse(message.content.toString('utf8')));
  } catch {
    throw new NonRetryableError('unreadable: no CloudEvent of this system');
  }
}

function parseData(schema: { parse(value: unknown): unknown }, data: unknown): unknown {
  try {
    return schema.parse(data);
  } catch {
    throw new NonRetryableError('the data does not fit the schema of its type');
  }
}
