import { setTimeout as delay } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { Sql } from '../database';
import { openConnection } from './connection';
import { type ConsumerParts, handleDelivery } from './delivery';
import { subjectOf } from './envelope';
import { exchange, ownExchange, queueOptions, queuesOf } from './topology';

export interface Consumer {
  state(): 'up' | 'down' | 'blocked';
  /** Stops taking messages and waits, at most `graceMs`, for those in hand. */
  stop(graceMs?: number): Promise<void>;
}

const prefetch = 50;
/** Messages of one aggregate share a lane and are handled one after another; lanes run side by side. */
const laneCount = 4;

/** Consumes the service's queue; acknowledges a message only after its effect is committed, or a copy is safe elsewhere. */
export async function startConsumer<Tx extends Sql>(parts: ConsumerParts<Tx>): Promise<Consumer> {
  const { service, logger } = parts;
  const lanes = Array.from({ length: laneCount }, () => Promise.resolve());
  let stopping = false;
  let present: { channel: Channel; tag: string } | undefined;

  const take = (channel: Channel, message: ConsumeMessage) => {
    const lane = laneOf(message);
    const isGone = () => present?.channel !== channel;
    lanes[lane] = (lanes[lane] ?? Promise.resolve()).then(async () => {
      if (isGone() || stopping) return;
      const settled = await handleDelivery(message, parts, isGone);
      if (settled && !isGone()) channel.ack(message);
    });
    lanes[lane]?.catch(error => logger.error({ err: error }, 'a message could not be settled; it comes again'));
  };

  const connection = await openConnection(parts.amqpUrl, `${service} consumer`, logger, async model => {
    const channel = await model.createChannel();
    channel.on('error', error => logger.warn({ reason: error.message }, 'consuming channel error'));
    channel.on('close', () => {
      if (present?.channel !== channel) return;
      present = undefined;
      connection.reset();
    });
    await channel.assertExchange(ownExchange(service), 'direct');
    for (const queue of queuesOf(service)) {
      await channel.assertQueue(queue, queueOptions);
      await channel.bindQueue(queue, ownExchange(service), queue);
    }
    for (const { contract } of parts.subscriptions) await channel.bindQueue(service, exchange, contract.type);
    await channel.prefetch(prefetch);
    const onMessage = (message: ConsumeMessage | null) => (message ? take(channel, message) : connection.reset());
    const tag = `${service}-${process.pid}-${Date.now()}`;
    present = { channel, tag };
    await channel.consume(service, onMessage, { consumerTag: tag });
  });

  return {
    state: connection.state,
    async stop(graceMs = 10_000) {
      if (present) await present.channel.cancel(present.tag).catch(() => undefined);
      stopping = true;
      await Promise.race([Promise.allSettled(lanes), delay(graceMs, undefined, { ref: false })]);
      await connection.close();
    },
  };
}

function laneOf(message: ConsumeMessage): number {
  const subject = subjectOf(message.content) ?? '';
  let hash = 0;
  for (const character of subject) hash = (hash * 31 + character.charCodeAt(0)) | 0;
  return Math.abs(hash) % laneCount;
}
