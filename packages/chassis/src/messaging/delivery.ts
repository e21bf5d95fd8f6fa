import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import { type Database, isDatabaseUnavailable, type Sql, toUnavailable } from '../database';
import { isDomainError } from '../errors';
import { continueContext, type Logger, runInContext } from '../log';
import { type Envelope, envelopeSchema } from './envelope';
import { recordDelivery } from './inbox';
import type { Publisher } from './publisher';
import type { Subscription } from './subscription';
import { deadQueue, exchange, ownExchange, retryQueue, retryTiers } from './topology';

export interface ConsumerOptions<Tx> {
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
class NonRetryableError extends Error {}

/**
 * Handles one delivery to its end: effect committed, seen before, or a copy confirmed in a retry or dead-letter queue.
 * While the database is unavailable it waits, so that an outage costs no message its attempts.
 * @param isGone true once the channel of the delivery is lost; the broker delivers again
 * @returns true when the delivery may be acknowledged
 */
export async function handleDelivery<Tx extends Sql>(
  message: ConsumeMessage,
  options: ConsumerOptions<Tx>,
  isGone: () => boolean,
): Promise<boolean> {
  for (let waitMs = 200; !isGone(); waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      await apply(message, options);
      return true;
    } catch (error) {
      if (!isDatabaseUnavailable(error) && !isUnavailable(error))
        return retryOrDeadLetter(message, error, options, isGone);
      options.logger.warn(
        { type: message.properties.type, reason: String(error) },
        'message delayed: database unavailable',
      );
      await delay(waitMs);
    }
  }
  return false;
}

const isUnavailable = (error: unknown) => isDomainError(error, 'unavailable');

/** Puts a message aside that killed whoever handled it. @returns as {@link handleDelivery} */
export const deadLetterKiller = <Tx>(
  message: ConsumeMessage,
  deaths: number,
  options: ConsumerOptions<Tx>,
  isGone: () => boolean,
): Promise<boolean> =>
  retryOrDeadLetter(
    message,
    new NonRetryableError(`${deaths} processes died with it, the last of nothing else`),
    options,
    isGone,
  );

async function apply<Tx extends Sql>(
  message: ConsumeMessage,
  { service, database, subscriptions, logger }: ConsumerOptions<Tx>,
) {
  const envelope = readEnvelope(message);
  // The broker lets a service publish its own types only, by their routing keys; the envelope may not claim another.
  const { exchange: from, routingKey } = message.fields;
  if (from === exchange && routingKey !== envelope.type)
    throw new NonRetryableError('published as another type than it says');
  const subscription = subscriptions.find(({ contract }) => contract.type === envelope.type);
  if (!subscription) throw new NonRetryableError(`this service does not subscribe to ${envelope.type}`);
  const data = parseData(subscription.contract.data, envelope.data);
  const { id, type, subject, sequence, time } = envelope;
  await runInContext(continueContext(envelope.requestid, envelope.traceparent), () =>
    database.transact(async tx => {
      const receipt = subscription.isTransient ? 'new' : await recordDelivery(tx, service, envelope);
      if (receipt === 'lost') logger.warn({ type, subject, sequence }, 'message ignored: its owner has lost this fact');
      if (receipt !== 'new') return;
      const received = { id, type, subject, sequence: Number(sequence), time: new Date(time), data };
      await subscription.handle(tx, received, logger);
    }),
  );
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

/** Puts a copy where it waits for its next attempt, or where an operator finds it; only then is the original acknowledged. */
async function retryOrDeadLetter<Tx>(
  message: ConsumeMessage,
  error: unknown,
  options: ConsumerOptions<Tx>,
  isGone: () => boolean,
): Promise<boolean> {
  const { service, publisher, logger } = options;
  const attempt = Number(message.properties.headers?.[attemptHeader] ?? 0) + 1;
  const isPermanent = error instanceof NonRetryableError || isDomainError(error);
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
  logger[tier ? 'warn' : 'error']({ err: toUnavailable(error), messageId, type, attempt, target }, 'message failed');
  while (!isGone()) {
    try {
      const options = { messageId: String(messageId ?? ''), type, appId, timestamp, contentType, headers };
      if ((await publisher.publish(ownExchange(service), target, message.content, options)) === 'routed') return true;
      logger.error({ target }, 'retry or dead-letter queue missing');
    } catch (reason) {
      logger.warn(
        { target, reason: String(reason) },
        'failed message not yet in its retry or dead-letter queue, retrying',
      );
    }
    await delay(1_000);
  }
  return false;
}
