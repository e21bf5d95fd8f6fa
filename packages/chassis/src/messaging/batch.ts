import { setTimeout as delay } from 'node:timers/promises';
import { type Database, isDatabaseUnavailable, type Sql } from '../database';
import { isDomainError } from '../errors';
import { failpoint } from '../failpoints';
import { continueContext, type Logger, runInContext } from '../log';
import { messageLag, messagesConsumed } from '../metrics/instruments';
import { arrange } from './arrange';
import type { Envelope } from './envelope';
import { retryOrDeadLetter } from './failures';
import { recordDeliveries } from './inbox';
import type { Publisher } from './publisher';
import { type Delivery, type ReadDelivery, readDelivery } from './read-delivery';
import { withProcessSpans } from './spans';
import type { Subscription } from './subscription';

const afterTransaction = failpoint('consumer.after_tx_before_ack');

export interface ConsumerOptions<Tx> {
  service: string;
  amqpUrl: string;
  publisher: Publisher;
  database: Database<Sql, Tx>;
  subscriptions: readonly Subscription<Tx>[];
  logger: Logger;
}

const firstWaitMs = 200;
const longestWaitMs = 5_000;

/** @throws Error where a type has two handlers, of which one would never be called */
export function byType<Tx>(subscriptions: readonly Subscription<Tx>[]): ReadonlyMap<string, Subscription<Tx>> {
  const found = new Map<string, Subscription<Tx>>();
  for (const subscription of subscriptions) {
    const { type } = subscription.contract;
    if (found.has(type)) throw new Error(`${type} has two handlers`);
    found.set(type, subscription);
  }
  return found;
}

/**
 * Which of some messages are to have an effect, and that they may: one statement, in the transaction of the effects.
 * @returns them, each once
 */
export type Receive = (
  sql: Sql,
  consumer: string,
  envelopes: readonly Envelope[],
  logger: Logger,
) => Promise<Envelope[]>;

/**
 * @param receive by default what the inbox does not know is new
 * @returns what handles deliveries to their end: effect committed, seen before, or a copy safe in a retry or dead-letter queue
 */
export function createBatchHandler<Tx extends Sql>(options: ConsumerOptions<Tx>, receive: Receive = recordDeliveries) {
  const { service, database, logger } = options;
  const subscriptions = byType(options.subscriptions);

  /** Records the deliveries, and of those that are new calls the handlers, each with all of its types. @returns these */
  const applyAll = (batch: readonly ReadDelivery<Tx>[]) =>
    database.transactSqlApart(async sql => {
      const fresh = new Set(
        await receive(
          sql,
          service,
          batch.map(({ envelope }) => envelope),
          logger,
        ),
      );
      const groups = arrange(
        batch.filter(({ envelope }) => fresh.has(envelope)),
        {
          subjectOf: ({ message }) => message.subject,
          kindOf: ({ subscription: { handler } }) => 'all' in handler && handler.all,
        },
      );
      for (const group of groups) {
        const handler = group[0]?.subscription.handler;
        if (handler && 'all' in handler)
          await handler.all(
            sql,
            group.map(({ message }) => message),
          );
      }
      return fresh;
    });

  const applyOne = ({ envelope, message, subscription: { handler, isTransient } }: ReadDelivery<Tx>) =>
    database.transact(async tx => {
      const isNew = isTransient || (await receive(tx, service, [envelope], logger)).length > 0;
      if (isNew && 'one' in handler) await handler.one(tx, message, logger);
      return new Set(isNew ? [envelope] : []);
    });

  const apply = async (batch: readonly ReadDelivery<Tx>[]): Promise<void> => {
    const [first] = batch;
    if (!first) return;
    const { requestid, traceparent } = first.envelope;
    const fresh = await withProcessSpans(batch, service, () => {
      // What several requests have led to belongs to none of them.
      const context = batch.length === 1 ? continueContext(requestid, traceparent) : continueContext();
      return runInContext(context, () => ('all' in first.subscription.handler ? applyAll(batch) : applyOne(first)));
    });
    countApplied(batch, fresh);
  };

  const fail = async (delivery: Delivery, error: unknown) => {
    if (await retryOrDeadLetter(delivery.message, error, options, delivery.isGone)) delivery.ack();
  };

  /**
   * What fails together is tried again in halves, so that a message that fails costs no other its effect or an attempt. While
   * the database is unavailable this waits, which costs nobody an attempt.
   */
  const settle = async (whole: readonly ReadDelivery<Tx>[]): Promise<void> => {
    const pending = [whole];
    for (let waitMs = firstWaitMs; pending.length > 0; ) {
      const batch = (pending.shift() ?? []).filter(({ delivery }) => !delivery.isGone());
      const [first] = batch;
      if (!first) continue;
      try {
        await apply(batch);
        if (!first.subscription.isTransient) afterTransaction();
        for (const { delivery } of batch) delivery.ack();
        waitMs = firstWaitMs;
      } catch (error) {
        if (isDatabaseUnavailable(error) || isDomainError(error, 'unavailable')) {
          logger.warn({ type: first.message.type, reason: String(error) }, 'message delayed: database unavailable');
          await delay(waitMs);
          waitMs = Math.min(waitMs * 2, longestWaitMs);
        } else if (batch.length === 1) {
          await fail(first.delivery, error);
          continue;
        }
        const half = Math.ceil(batch.length / 2);
        pending.unshift(batch.slice(0, half), batch.slice(half));
      }
    }
  };

  return async (deliveries: readonly Delivery[]): Promise<void> => {
    const readable: ReadDelivery<Tx>[] = [];
    const unreadable: Promise<void>[] = [];
    for (const delivery of deliveries) {
      try {
        readable.push(readDelivery(delivery, subscriptions));
      } catch (error) {
        unreadable.push(fail(delivery, error));
      }
    }
    const units = arrange(readable, {
      subjectOf: ({ message }) => message.subject,
      kindOf: ({ subscription: { handler } }) => ('all' in handler ? 'all' : undefined),
    });
    for (const unit of units) await settle(unit);
    await Promise.all(unreadable);
  };
}

/** @param fresh those that have had an effect; it is committed */
function countApplied(batch: readonly ReadDelivery<never>[], fresh: ReadonlySet<Envelope>): void {
  for (const { envelope, message } of batch) {
    const { type, time } = message;
    const isFresh = fresh.has(envelope);
    messagesConsumed.inc({ type, outcome: isFresh ? 'applied' : 'ignored' });
    // By the clocks of two machines.
    if (isFresh) messageLag.observe({ type }, Math.max(0, (Date.now() - time.getTime()) / 1_000));
  }
}
