import type { ConfirmChannel, Options } from 'amqplib';
import type { Logger } from '../log';
import { type BrokerState, openConnection } from './connection';

export interface Publisher {
  state(): BrokerState;
  /**
   * Publishes one persistent, mandatory message.
   * @returns after the broker's confirm: whether a queue took the message
   * @throws BrokerUnavailableError when the broker is away, blocked, or did not confirm within 10 s; Error when it refused
   */
  publish(
    exchange: string,
    routingKey: string,
    content: Buffer,
    options: Options.Publish & { messageId: string },
  ): Promise<'routed' | 'unroutable'>;
  /** Called when the broker takes messages, again or for the first time. */
  onUp(listener: () => void): void;
  close(): Promise<void>;
}

/** The broker, not the message, is the trouble; the broker may have the message or not. */
export class BrokerUnavailableError extends Error {}

const confirmDeadlineMs = 10_000;

export async function createPublisher(url: string, name: string, logger: Logger): Promise<Publisher> {
  const listeners: (() => void)[] = [];
  let present: { channel: ConfirmChannel; drop: () => void } | undefined;
  const returned = new Set<string>();
  const connection = await openConnection(
    url,
    `${name} publisher`,
    logger,
    async model => {
      const channel = await model.createConfirmChannel();
      const drop = () => {
        if (present?.channel === channel) present = undefined;
        connection.reset(model);
      };
      returned.clear();
      channel.on('return', message => returned.add(String(message.properties.messageId)));
      channel.on('error', error => logger.warn({ reason: error.message }, 'publishing channel error'));
      // Before amqplib's own listener, which fails what is not confirmed: that was not refused.
      channel.prependListener('close', drop);
      present = { channel, drop };
    },
    () => {
      for (const listener of listeners) listener();
    },
  );
  return {
    state: connection.state,
    async publish(exchange, routingKey, content, options) {
      const through = present;
      if (!through || connection.state() !== 'up')
        throw new BrokerUnavailableError(`RabbitMQ is ${connection.state()}`);
      return new Promise((resolve, reject) => {
        const fail = (error: unknown) =>
          reject(present === through ? error : new BrokerUnavailableError(String(error)));
        const late = setTimeout(() => {
          reject(new BrokerUnavailableError(`no confirm within ${confirmDeadlineMs} ms`));
          // While it blocks it confirms nothing, and is well.
          if (connection.state() !== 'blocked') through.drop();
        }, confirmDeadlineMs);
        const confirm = (error: Error | null) => {
          clearTimeout(late);
          const isUnroutable = returned.delete(options.messageId);
          if (error) fail(error);
          else resolve(isUnroutable ? 'unroutable' : 'routed');
        };
        const sent = { persistent: true, mandatory: true, ...options };
        try {
          through.channel.publish(exchange, routingKey, content, sent, confirm);
        } catch (error) {
          // The channel is closing, which amqplib says only here.
          through.drop();
          confirm(error as Error);
        }
      });
    },
    onUp: listener => void listeners.push(listener),
    close: connection.close,
  };
}
