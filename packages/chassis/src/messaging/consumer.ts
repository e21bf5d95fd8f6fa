import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { Sql } from '../database';
import { type Acknowledgements, gatherAcknowledgements } from './acknowledgements';
import type { ConsumerOptions } from './batch';
import { type BrokerState, openConnection } from './connection';
import { batchSize, createDispatcher, partitionCount } from './dispatcher';
import { createReplay } from './replay';
import { exchange, ownExchange, queueOptions, queuesOf } from './topology';

export interface Consumer {
  state(): BrokerState;
  /** True where it has consumed nothing since its start, because one of its queues exists with other arguments. */
  isMismatched(): boolean;
  /** Waits, at most `graceMs`, for the messages in hand, and hands back those that were not begun. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Of two instances the one that began to consume first has what comes, and the other takes over when that one is gone: so messages
 * keep their order, and a heartbeat comes after whatever it speaks of. Unlike a queue's single active consumer it needs no argument,
 * which a queue that exists could not be given. One that is full, with `prefetch` messages in hand, leaves the rest to the next.
 */
const priorityOfNow = () => -(1_000 * Date.now() + randomInt(1_000));

/** Each partition has a batch in hand and one that waits. */
const prefetch = 2 * partitionCount * batchSize;

/** Consumes the service's queue; acknowledges a message only after its effect is committed, or a copy is safe elsewhere. */
export async function startConsumer<Tx extends Sql>(options: ConsumerOptions<Tx>): Promise<Consumer> {
  const { service, logger } = options;
  const dispatcher = createDispatcher(options);
  const replay = createReplay(options);
  let present: { channel: Channel; acknowledgements: Acknowledgements } | undefined;

  const connection = await openConnection(options.amqpUrl, `${service} consumer`, logger, async model => {
    const channel = await model.createChannel();
    channel.on('error', error => logger.warn({ reason: error.message }, 'consuming channel error'));
    channel.on('close', () => {
      if (present?.channel !== channel) return;
      present = undefined;
      connection.reset(model);
    });
    await channel.assertExchange(ownExchange(service), 'direct');
    for (const queue of queuesOf(service)) {
      await channel.assertQueue(queue, queueOptions);
      await channel.bindQueue(queue, ownExchange(service), queue);
    }
    for (const { contract } of options.subscriptions) await channel.bindQueue(service, exchange, contract.type);
    await channel.prefetch(prefetch);
    const isGone = () => present?.channel !== channel;
    const acknowledgements = gatherAcknowledgements(channel, isGone, logger);
    const onMessage = (message: ConsumeMessage | null) =>
      message
        ? dispatcher.dispatch({ message, isGone, ack: acknowledgements.expect(message) })
        : connection.reset(model);
    present = { channel, acknowledgements };
    await channel.consume(service, onMessage, { priority: priorityOfNow() });
    await replay.consume(model);
  });

  return {
    state: connection.state,
    isMismatched: connection.isMismatched,
    async stop(graceMs = 10_000) {
      // It is not cancelled: another instance would get what comes next before what is in hand here is handled. With the channel the
      // broker has back all that was not begun.
      await Promise.race([Promise.all([dispatcher.stop(), replay.stop()]), delay(graceMs, undefined, { ref: false })]);
      const last = present;
      last?.acknowledgements.flush();
      present = undefined;
      // Before the connection, whose end may overtake what its channels have to say.
      if (last)
        await Promise.race([last.channel.close().catch(() => undefined), delay(1_000, undefined, { ref: false })]);
      await connection.close();
    },
  };
}
