import type { ConfirmChannel, Options } from 'amqplib';
import type { Logger } from '../log';
import { openConnection } from './connection';

export interface Publisher {
  state(): 'up' | 'down' | 'blocked';
  /**
   * Publishes one persistent, mandatory message.
   * @returns after the broker's confirm: whether a queue took the message
   * @throws Error when the broker refused, went away, or did not confirm within 10 s
   */
  publish(
    exchange: string,
    routingKey: string,
    content: Buffer,
    options: Options.Publish & { messageId: string },
  ): Promise<'routed' | 'unroutable'>;
  close(): Promise<void>;
}

const confirmDeadlineMs = 10_000;

export async function createPublisher(url: string, name: string, logger: Logger): Promise<Publisher> {
  let channel: ConfirmChannel | undefined;
  const returned = new Set<string>();
  const connection = await openConnection(url, `${name} publisher`, logger, async model => {
    const opened = await model.createConfirmChannel();
    returned.clear();
    opened.on('return', message => returned.add(String(message.properties.messageId)));
    opened.on('error', error => logger.warn({ reason: error.message }, 'publishing channel error'));
    opened.on('close', () => {
      if (channel !== opened) return;
      channel = undefined;
      connection.reset();
    });
    channel = opened;
  });
  return {
    state: connection.state,
    publish(exchange, routingKey, content, options) {
      const open = channel;
      if (!open) return Promise.reject(new Error('RabbitMQ is out of reach'));
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          reject(new Error(`no confirm within ${confirmDeadlineMs} ms`));
          connection.reset();
        }, confirmDeadlineMs);
        open.publish(exchange, routingKey, content, { persistent: true, mandatory: true, ...options }, error => {
          clearTimeout(late);
          const unroutable = returned.delete(options.messageId);
          if (error) reject(error);
          else resolve(unroutable ? 'unroutable' : 'routed');
        });
      });
    },
    close: connection.close,
  };
}
