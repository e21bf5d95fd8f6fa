import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import { type Database, isDatabaseAway, type Sql, translateAbsence } from '../database';
import { DomainError } from '../errors';
import { continueContext, type Logger, runInContext } from '../log';
import { type Envelope, envelopeSchema } from './envelope';
import type { Publisher } from './publisher';
import type { Subscription } from './subscription';
import { deadQueue, exchange, ownExchange, retryQueue, retryTiers } from './topology';

export interface ConsumerParts<Tx> {
  service: string;
  amqpUrl: string;
  publisher: Publisher;
  database: Database<Sql, Tx>;
  subscriptions: readonly Subscription<Tx>[];
  logger: Logger;
}

const attemptHeader = 'x-attempt';
const firstFailedHeader = 'x-first-failed-at';

/** No further attempt can make it good. */
class Permanent extends Error {}

/**
 * Handles one delivery to its end: effect committed, seen before, or a copy confirmed in a retry or dead-letter queue.
 * While the database is away it waits, so that an outage costs no message its attempts.
 * @param isGone true once the channel of the delivery is lost; the broker delivers again
 * @returns true when the delivery may be acknowledged
 */
export async function handleDelivery<Tx extends Sql>(
  message: ConsumeMessage,
  parts: ConsumerParts<Tx>,
  isGone: () => boolean,
): Promise<boolean> {
  for (let waitMs = 200; !isGone(); waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      await apply(message, parts);
      return true;
    } catch (error) {
      if (!isDatabaseAway(error) && !isUnavailable(error)) return moveOn(message, error, parts, isGone);
      parts.logger.warn({ type: message.properties.type, reason: String(error) }, 'a message waits for the database');
      await delay(waitMs);
    }
  }
  return false;
}

const isUnavailable = (error: unknown) => error instanceof DomainError && error.kind === 'unavailable';

async function apply<Tx extends Sql>(message: ConsumeMessage, { service, database, subscriptions }: ConsumerParts<Tx>) {
  const envelope = readEnvelope(message);
  // The broker lets a service publish its own types only, by their routing keys; the envelope may not claim another.
  const { exchange: from, routingKey } = message.fields;
  if (from === exchange && routingKey !== envelope.type) throw new Permanent('published as another type than it says');
  const subscription = subscriptions.find(({ contract }) => contract.type === envelope.type);
  if (!subscription) throw new Permanent(`this service does not hear ${envelope.type}`);
  const data = parseData(subscription.contract.data, envelope.data);
  const { id, type, subject, sequence, time } = envelope;
  await runInContext(continueContext(envelope.requestid, envelope.traceparent), () =>
    database.transact(async tx => {
      const first = await tx.$executeRaw`
        INSERT INTO inbox (message_id, consumer) VALUES (${id}::uuid, ${service}) ON CONFLICT DO NOTHING`;
      if (first === 1) {
        await subscription.handle(tx, { id, type, subject, sequence: Number(sequence), time: new Date(time), data });
      }
    }),
  );
}

function readEnvelope(message: ConsumeMessage): Envelope {
  try {
    return envelopeSchema.parse(JSON.parse(message.content.toString('utf8')));
  } catch {
    throw new Permanent('unreadable: no CloudEvent of this system');
  }
}

function parseData(schema: { parse(value: unknown): unknown }, data: unknown): unknown {
  try {
    return schema.parse(data);
  } catch {
    throw new Permanent('the data does not fit the schema of its type');
  }
}

/** Puts a copy where it waits for its next attempt, or where an operator finds it; only then is the original settled. */
async function moveOn<Tx>(
  message: ConsumeMessage,
  error: unknown,
  parts: ConsumerParts<Tx>,
  isGone: () => boolean,
): Promise<boolean> {
  const { service, publisher, logger } = parts;
  const attempt = Number(message.properties.headers?.[attemptHeader] ?? 0) + 1;
  const isPermanent = error instanceof Permanent || error instanceof DomainError;
  const tier = isPermanent ? undefined : retryTiers[attempt - 1];
  const target = tier ? retryQueue(service, tier.name) : deadQueue(service);
  const known = isPermanent ? (error as Error).message : `fault: ${error instanceof Error ? error.name : 'unknown'}`;
  const headers = {
    [attemptHeader]: attempt,
    [firstFailedHeader]: message.properties.headers?.[firstFailedHeader] ?? new Date().toISOString(),
    'x-last-failed-at': new Date().toISOString(),
    'x-last-error': known.slice(0, 300),
    'x-consumer': service,
    'x-original-routing-key': message.fields.routingKey,
  };
  const { messageId, type, appId, timestamp, contentType } = message.properties;
  logger[tier ? 'warn' : 'error'](
    { err: translateAbsence(error), messageId, type, attempt, target },
    'a message failed',
  );
  while (!isGone()) {
    try {
      const options = { messageId: String(messageId ?? ''), type, appId, timestamp, contentType, headers };
      if ((await publisher.publish(ownExchange(service), target, message.content, options)) === 'routed') return true;
      logger.error({ target }, 'the queue for failed messages is missing');
    } catch (reason) {
      logger.warn({ target, reason: String(reason) }, 'a failed message could not be put aside yet');
    }
    await delay(1_000);
  }
  return false;
}
