import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import { toUnavailable } from '../database';
import { isDomainError } from '../errors';
import { failpoint } from '../failpoints';
import type { Logger } from '../log';
import { messagesConsumed } from '../metrics/instruments';
import type { Publisher } from './publisher';
import type { Subscription } from './subscription';
import { deadQueue, ownExchange, retryQueue, retryTiers, traceHeader } from './topology';

const beforeRetry = failpoint('consumer.before_retry_publish');
const afterRetry = failpoint('consumer.after_retry_publish_before_ack');

const attemptHeader = 'x-attempt';
const firstFailedHeader = 'x-first-failed-at';

/** No further attempt can make it good. */
export class NonRetryableError extends Error {}

interface FailureOptions {
  service: string;
  publisher: Publisher;
  logger: Logger;
  subscriptions: readonly Pick<Subscription<never>, 'contract'>[];
}

/**
 * Puts a copy where it waits for its next attempt, or where an operator finds it; only then may the original be acknowledged.
 * @param isGone true once the channel of the delivery is lost; the broker delivers again
 * @returns true when the copy is confirmed
 */
export async function retryOrDeadLetter(
  message: ConsumeMessage,
  error: unknown,
  { service, publisher, logger, subscriptions }: FailureOptions,
  isGone: () => boolean,
): Promise<boolean> {
  const attempt = Number(message.properties.headers?.[attemptHeader] ?? 0) + 1;
  const isPermanent = error instanceof NonRetryableError || isDomainError(error);
  const tier = isPermanent ? undefined : retryTiers[attempt - 1];
  const target = tier ? retryQueue(service, tier.name) : deadQueue(service);
  const known = isPermanent ? (error as Error).message : `fault: ${error instanceof Error ? error.name : 'unknown'}`;
  const traceparent: unknown = message.properties.headers?.[traceHeader];
  const headers = {
    ...(traceparent !== undefined && { [traceHeader]: traceparent }),
    [attemptHeader]: attempt,
    [firstFailedHeader]: message.properties.headers?.[firstFailedHeader] ?? new Date().toISOString(),
    'x-last-failed-at': new Date().toISOString(),
    'x-last-error': known.slice(0, 300),
    'x-consumer': service,
    'x-original-routing-key': message.fields.routingKey,
  };
  const { messageId, type, appId, timestamp, contentType } = message.properties;
  logger[tier ? 'warn' : 'error']({ err: toUnavailable(error), messageId, type, attempt, target }, 'message failed');
  beforeRetry();
  while (!isGone()) {
    try {
      const options = { messageId: String(messageId ?? ''), type, appId, timestamp, contentType, headers };
      const copy = { exchange: ownExchange(service), routingKey: target, content: message.content, options };
      if ((await publisher.publish(copy)) === 'routed') {
        // What comes may call itself what it likes.
        const isKnown = subscriptions.some(({ contract }) => contract.type === type);
        messagesConsumed.inc({ type: isKnown ? type : 'other', outcome: tier ? 'retried' : 'dead-lettered' });
        afterRetry();
        return true;
      }
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

/** Puts a message aside that killed whoever handled it. @returns as {@link retryOrDeadLetter} */
export const deadLetterKiller = (
  message: ConsumeMessage,
  deaths: number,
  options: FailureOptions,
  isGone: () => boolean,
): Promise<boolean> =>
  retryOrDeadLetter(
    message,
    new NonRetryableError(`${deaths} processes died with it, the last of nothing else`),
    options,
    isGone,
  );
