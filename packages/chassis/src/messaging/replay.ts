import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { Sql } from '../database';
import { type ConsumerOptions, createBatchHandler } from './batch';
import type { Envelope } from './envelope';
import type { Delivery } from './read-delivery';
import type { Subscription } from './subscription';
import { replayQueue } from './topology';

/** Small, so that whatever is new goes first. */
const prefetch = 50;

/**
 * Takes what an operator has sent to the service's replay queue: copies out of the producers' archives. Of what the service has handled
 * before, replicas are written once more where they are missing or older; the guards of versions hold, and nothing else is done
 * again. What it has not handled yet it leaves to the message itself, whose effects are more than a replica.
 */
export function createReplay<Tx extends Sql>(options: ConsumerOptions<Tx>) {
  const subscriptions = options.subscriptions.flatMap(({ replay, contract }): Subscription<Tx>[] =>
    replay ? [{ contract, isTransient: false, handler: replay }] : [],
  );
  const types = new Set(subscriptions.map(({ contract }) => contract.type));
  const handleBatch = createBatchHandler({ ...options, subscriptions }, handledBefore);
  let waiting: Delivery[] = [];
  let working = Promise.resolve();
  let isStopping = false;

  const work = async () => {
    const batch = waiting;
    waiting = [];
    const present = batch.filter(({ isGone }) => !isGone());
    if (isStopping || present.length === 0) return;
    await handleBatch(present).catch(error =>
      options.logger.error({ err: error }, 'replayed messages not acknowledged, they will be redelivered'),
    );
  };

  return {
    /** On a channel of its own, so that its prefetch is. */
    async consume(model: ChannelModel): Promise<void> {
      const channel: Channel = await model.createChannel();
      let isClosed = false;
      channel.on('error', error => options.logger.warn({ reason: error.message }, 'replaying channel error'));
      channel.on('close', () => (isClosed = true));
      await channel.prefetch(prefetch);
      await channel.consume(replayQueue(options.service), (message: ConsumeMessage | null) => {
        if (!message) return;
        const ack = () => {
          if (!isClosed) channel.ack(message);
        };
        if (!types.has(String(message.properties.type))) return ack();
        if (waiting.push({ message, isGone: () => isClosed, ack }) === 1) working = working.then(work);
      });
    },
    /** @returns settles when what is in hand is handled */
    async stop(): Promise<void> {
      isStopping = true;
      await working;
    },
  };
}

async function handledBefore(sql: Sql, consumer: string, envelopes: readonly Envelope[]): Promise<Envelope[]> {
  const ids = envelopes.map(({ id }) => id);
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT message_id::text AS id, set_config('ems.from_message', 'on', true) FROM inbox
    WHERE message_id = ANY(${ids}::uuid[]) AND consumer = ${consumer}`;
  const known = new Set(rows.map(({ id }) => id));
  const firsts = new Map(envelopes.toReversed().map(envelope => [envelope.id.toLowerCase(), envelope]));
  return envelopes.filter(
    envelope => known.has(envelope.id.toLowerCase()) && firsts.get(envelope.id.toLowerCase()) === envelope,
  );
}
