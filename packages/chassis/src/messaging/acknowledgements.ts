import type { Channel, ConsumeMessage } from 'amqplib';
import type { Logger } from '../log';

export interface Acknowledgements {
  /** Notes a delivery. @returns what acknowledges it */
  expect(message: ConsumeMessage): () => void;
  /** Tells the broker at once what was to be told soon. */
  flush(): void;
}

/** What is handled meanwhile is acknowledged together. It counts as handled already; only a lost channel delivers it again. */
const gatherMs = 50;

/**
 * Acknowledges the deliveries of one channel: all up to the first that is not handled yet in one frame, which is one entry
 * in the log of a quorum queue, and those beyond it one by one.
 */
export function gatherAcknowledgements(
  channel: Pick<Channel, 'ack'>,
  isGone: () => boolean,
  logger: Logger,
): Acknowledgements {
  /** In the order of their tags. */
  const unhandled = new Set<number>();
  let handled: ConsumeMessage[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const messages = handled.toSorted((a, b) => a.fields.deliveryTag - b.fields.deliveryTag);
    handled = [];
    if (isGone()) return;
    const [first = Number.POSITIVE_INFINITY] = unhandled;
    const last = messages.findLast(({ fields }) => fields.deliveryTag < first);
    try {
      if (last) channel.ack(last, true);
      for (const message of messages) if (message.fields.deliveryTag > first) channel.ack(message);
    } catch (error) {
      logger.error({ err: error }, 'messages not acknowledged, they will be redelivered');
    }
  };
  return {
    expect(message) {
      unhandled.add(message.fields.deliveryTag);
      return () => {
        if (!unhandled.delete(message.fields.deliveryTag)) return;
        handled.push(message);
        timer ??= setTimeout(flush, gatherMs);
      };
    },
    flush,
  };
}
