import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import type { Sql } from '../database';
import { type ConsumerOptions, deadLetterKiller, handleDelivery } from './delivery';
import { subjectOf } from './envelope';
import { createInHand, keyOf, type Suspicion } from './in-hand';

/** A message with the channel that it came by. */
export interface Delivery {
  message: ConsumeMessage;
  /** True once its channel is lost; the broker delivers again. */
  isGone(): boolean;
  ack(): void;
}

/** Messages of one aggregate share a partition and are handled one after another; partitions run side by side. */
const partitionCount = 4;
/** What died so often with a message in hand tries it alone the next time. */
const deathsBeforeIsolation = 3;
/** Whoever kills processes for another reason may hit the moment in which a message is tried alone; not so often. */
const deathsAloneOfKiller = 3;
/** A message that is waited for this long, while timers run, does not kill: it waits for the database. */
const acquittalMs = 250;

/**
 * Hands deliveries to their handlers, in order within an aggregate. What was delivered before may have killed its process: such
 * messages are recorded, a batch at a time; after three deaths each is handled alone, and after three more of these put aside.
 */
export function createDispatcher<Tx extends Sql>(options: ConsumerOptions<Tx>) {
  const { logger, service, database } = options;
  const inHand = createInHand(database.client, service);
  let partitions = Array.from({ length: partitionCount }, () => Promise.resolve());
  let beats = Promise.resolve();
  const waiting = new Set<string>();
  let arrived: Delivery[] = [];
  let intake = Promise.resolve();
  let isStopping = false;

  const handle = async (delivery: Delivery, work: () => Promise<boolean>) => {
    try {
      if (delivery.isGone() || isStopping) return;
      if ((await work()) && !delivery.isGone()) delivery.ack();
    } catch (error) {
      logger.error({ err: error }, 'message not acknowledged, it will be redelivered');
    }
  };

  const handleSuspect = async ({ message, isGone }: Delivery): Promise<boolean> => {
    const release = () => inHand.release(keyOf(message)).catch(() => undefined);
    const acquittal = setTimeout(release, acquittalMs);
    try {
      return await handleDelivery(message, options, isGone);
    } finally {
      clearTimeout(acquittal);
      await release();
    }
  };

  const handleAlone = async (delivery: Delivery, { deaths, deathsAlone }: Suspicion): Promise<boolean> => {
    const { message, isGone } = delivery;
    if (deathsAlone < deathsAloneOfKiller) {
      await inHand.isolate(keyOf(message)).catch(() => undefined);
      return handleSuspect(delivery);
    }
    const isAside = await deadLetterKiller(message, deaths, options, isGone);
    if (isAside) await inHand.release(keyOf(message)).catch(() => undefined);
    return isAside;
  };

  const transient = new Set(
    options.subscriptions.flatMap(({ contract, isTransient }) => (isTransient ? contract.type : [])),
  );
  const isTransient = ({ message }: Delivery) => transient.has(String(message.properties.type));

  /** It waits until all before it has been handled, and keeps up nothing that comes after it. */
  const enqueueTransient = (delivery: Delivery) => {
    const type = String(delivery.message.properties.type);
    const isWaiting = waiting.has(type);
    // Another follows soon. Those that wait would take the place of messages.
    const work = async () => isWaiting || handleDelivery(delivery.message, options, delivery.isGone);
    if (isWaiting) return void handle(delivery, work);
    waiting.add(type);
    const handled = Promise.all(partitions)
      .then(() => handle(delivery, work))
      .finally(() => waiting.delete(type));
    beats = Promise.all([beats, handled]).then(() => undefined);
  };

  const enqueue = (delivery: Delivery, suspicion: Suspicion | undefined) => {
    if (isTransient(delivery)) return enqueueTransient(delivery);
    const own = partitionOf(delivery.message);
    if (suspicion && suspicion.deaths >= deathsBeforeIsolation) {
      const handled = Promise.all(partitions).then(() => handle(delivery, () => handleAlone(delivery, suspicion)));
      // Whoever is acquitted keeps up its own partition only.
      const isolated = Promise.all(partitions).then(() =>
        Promise.race([handled, delay(2 * acquittalMs, undefined, { ref: false })]),
      );
      partitions = partitions.map((_, index) => (index === own ? handled : isolated));
      return;
    }
    const work = () =>
      suspicion ? handleSuspect(delivery) : handleDelivery(delivery.message, options, delivery.isGone);
    partitions[own] = (partitions[own] ?? Promise.resolve()).then(() => handle(delivery, work));
  };

  /** Waits for the database: nothing is in hand before it is recorded. */
  const takeInHand = async (batch: readonly Delivery[]): Promise<Map<string, Suspicion>> => {
    const suspects = batch.filter(delivery => delivery.message.fields.redelivered && !isTransient(delivery));
    const messages = suspects.map(({ message }) => message);
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
    for (const delivery of batch) {
      const { fields } = delivery.message;
      enqueue(delivery, fields.redelivered ? suspicions.get(keyOf(delivery.message)) : undefined);
    }
  };

  return {
    dispatch(delivery: Delivery): void {
      if (arrived.push(delivery) === 1) intake = intake.then(() => setImmediatePromise()).then(takeIn);
    },
    /** Takes no more in hand. @returns settles when all that is in hand is handled */
    async stop(): Promise<void> {
      isStopping = true;
      await intake;
      await Promise.all([...partitions, beats]);
      await inHand.release().catch(() => undefined);
    },
  };
}

const setImmediatePromise = () => new Promise<void>(resolve => setImmediate(resolve));

function partitionOf(message: ConsumeMessage): number {
  const subject = subjectOf(message.content) ?? '';
  let hash = 0;
  for (const character of subject) hash = (hash * 31 + character.charCodeAt(0)) | 0;
  return Math.abs(hash) % partitionCount;
}
