import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../database';
import { failpoint } from '../failpoints';
import { type ConsumerOptions, createBatchHandler } from './batch';
import { subjectOf } from './envelope';
import { deadLetterKiller } from './failures';
import { createInHand, keyOf, type Suspicion } from './in-hand';
import { createPartitions } from './partitions';
import type { Delivery } from './read-delivery';

const afterReceive = failpoint('consumer.after_receive');

/** Messages of one aggregate are handled one after another; what is too much for one partition, others handle beside it. */
export const partitionCount = 4;
/** A turn of a partition: so many messages at most are read and written before requests have theirs. */
export const batchSize = 100;
/** What died so often with a message in hand tries it alone the next time. */
const deathsBeforeIsolation = 3;
/** Whoever kills processes for another reason may hit the moment in which a message is tried alone; not so often. */
const deathsAloneOfKiller = 3;
/** A message that is waited for this long, while timers run, does not kill: it waits for the database. */
const acquittalMs = 1_000;

/**
 * Hands deliveries to their handlers in batches, in order within an aggregate. What was delivered before may have killed its
 * process: such messages are recorded, as many as arrive at once; after three deaths each is handled alone, and after three more
 * of these put aside.
 */
export function createDispatcher<Tx extends Sql>(options: ConsumerOptions<Tx>) {
  const { logger, service, database } = options;
  // Not through the connections of the batches: an acquittal is due while all of these wait.
  const inHand = createInHand(database.sql, service);
  const handleBatch = createBatchHandler(options);
  const waiting = new Set<string>();
  let beats = Promise.resolve();
  let arrived: Delivery[] = [];
  let intake = Promise.resolve();
  let isStopping = false;

  const handle = async (deliveries: readonly Delivery[]): Promise<void> => {
    const present = deliveries.filter(({ isGone }) => !isGone());
    if (present.length === 0 || isStopping) return;
    const suspects = present.filter(isSuspect).map(({ message }) => keyOf(message));
    const release = () => (suspects.length > 0 ? inHand.release(suspects).catch(() => undefined) : undefined);
    const acquittal = setTimeout(release, acquittalMs);
    try {
      await handleBatch(present);
    } catch (error) {
      logger.error({ err: error }, 'messages not acknowledged, they will be redelivered');
    } finally {
      clearTimeout(acquittal);
      await release();
    }
  };
  const partitions = createPartitions<Delivery>({
    count: partitionCount,
    batchSize,
    keyOf: ({ message }) => subjectOf(message.content) ?? '',
    handle,
  });

  const handleAlone = async (delivery: Delivery, { deaths, deathsAlone }: Suspicion): Promise<void> => {
    if (delivery.isGone() || isStopping) return;
    const { message, isGone } = delivery;
    const key = keyOf(message);
    if (deathsAlone < deathsAloneOfKiller) {
      await inHand.isolate(key).catch(() => undefined);
      return handle([delivery]);
    }
    if (!(await deadLetterKiller(message, deaths, options, isGone))) return;
    delivery.ack();
    await inHand.release([key]).catch(() => undefined);
  };

  const transient = new Set(
    options.subscriptions.flatMap(({ contract, isTransient }) => (isTransient ? contract.type : [])),
  );
  const isTransient = ({ message }: Delivery) => transient.has(String(message.properties.type));
  const isSuspect = (delivery: Delivery) => delivery.message.fields.redelivered && !isTransient(delivery);

  /** It waits until all before it has been handled, and keeps up nothing that comes after it. */
  const enqueueTransient = (delivery: Delivery) => {
    const type = String(delivery.message.properties.type);
    // Another follows soon. Those that wait would take the place of messages.
    if (waiting.has(type)) return delivery.ack();
    waiting.add(type);
    const handled = partitions
      .idle()
      .then(() => handle([delivery]))
      .finally(() => waiting.delete(type));
    beats = Promise.all([beats, handled]).then(() => undefined);
  };

  const enqueue = (delivery: Delivery, suspicion: Suspicion | undefined) => {
    if (isTransient(delivery)) return enqueueTransient(delivery);
    afterReceive();
    if (!suspicion || suspicion.deaths < deathsBeforeIsolation) return partitions.add(delivery);
    partitions.apart(
      delivery,
      () => handleAlone(delivery, suspicion),
      // Whoever is acquitted keeps up its own aggregate only.
      handled => Promise.race([handled, delay(2 * acquittalMs, undefined, { ref: false })]),
    );
  };

  /** Waits for the database: nothing is in hand before it is recorded. */
  const takeInHand = async (batch: readonly Delivery[]): Promise<Map<string, Suspicion>> => {
    const messages = batch.filter(isSuspect).map(({ message }) => message);
    if (messages.length === 0) return new Map();
    for (
      let waitMs = 200;
      !isStopping && !batch.every(({ isGone }) => isGone());
      waitMs = Math.min(waitMs * 2, 5_000)
    ) {
      try {
        return await inHand.take(messages);
      } catch (error) {
        logger.warn({ err: error }, 'messages delayed: database unavailable');
        await delay(waitMs);
      }
    }
    return new Map();
  };

  const takeIn = async () => {
    const batch = arrived;
    arrived = [];
    const suspicions = await takeInHand(batch);
    for (const delivery of batch)
      enqueue(delivery, isSuspect(delivery) ? suspicions.get(keyOf(delivery.message)) : undefined);
  };

  return {
    dispatch(delivery: Delivery): void {
      // The broker has it back with the channel.
      if (isStopping) return;
      if (arrived.push(delivery) === 1) intake = intake.then(takeIn);
    },
    /** Takes no more in hand. @returns settles when all that is in hand is handled */
    async stop(): Promise<void> {
      isStopping = true;
      await intake;
      await Promise.all([partitions.idle(), beats]);
      await inHand.release().catch(() => undefined);
    },
  };
}
