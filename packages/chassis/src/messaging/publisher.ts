import type { Writable } from 'node:stream';
import type { ConfirmChannel, Options } from 'amqplib';
import type { Logger } from '../log';
import { type BrokerState, openConnection } from './connection';

/** A message as it is published: persistent and mandatory, unless it says otherwise. */
export interface Outgoing {
  exchange: string;
  routingKey: string;
  content: Buffer;
  options: Options.Publish & { messageId: string };
}

/** By the broker's confirm: whether a queue took the message. */
type Outcome = 'routed' | 'unroutable';

export interface Publisher {
  state(): BrokerState;
  /**
   * Publishes one message.
   * @throws BrokerUnavailableError when the broker is away, blocked, or did not confirm within 10 s; Error when it refused
   */
  publish(message: Outgoing): Promise<Outcome>;
  /** {@link publish}, of messages one after another without waiting in between. @returns of each what publish returns or throws */
  publishAll(messages: readonly Outgoing[]): Promise<(Outcome | Error)[]>;
  /** Called when the broker takes messages, again or for the first time. */
  onUp(listener: () => void): void;
  close(): Promise<void>;
}

/** The broker, not the message, is the trouble; the broker may have the message or not. */
export class BrokerUnavailableError extends Error {}

const confirmDeadlineMs = 10_000;

export async function createPublisher(url: string, name: string, logger: Logger): Promise<Publisher> {
  const listeners: (() => void)[] = [];
  let present: { channel: ConfirmChannel; drop: () => void; gather: () => void } | undefined;
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
      present = { channel, drop, gather: () => gatherWrites(model.connection.stream) };
    },
    () => {
      for (const listener of listeners) listener();
    },
  );
  const publishAll = (messages: readonly Outgoing[]): Promise<(Outcome | Error)[]> => {
    const through = present;
    if (messages.length === 0) return Promise.resolve([]);
    if (!through || connection.state() !== 'up') {
      const away = new BrokerUnavailableError(`RabbitMQ is ${connection.state()}`);
      return Promise.resolve(messages.map(() => away));
    }
    return new Promise(resolve => {
      const outcomes = new Map<number, Outcome | Error>();
      const settle = (index: number, outcome: Outcome | Error) => {
        if (!outcomes.has(index)) outcomes.set(index, outcome);
        if (outcomes.size < messages.length) return;
        clearTimeout(late);
        resolve([...outcomes].toSorted(([a], [b]) => a - b).map(([, each]) => each));
      };
      const late = setTimeout(() => {
        const unconfirmed = new BrokerUnavailableError(`no confirm within ${confirmDeadlineMs} ms`);
        for (const index of messages.keys()) settle(index, unconfirmed);
        // While it blocks it confirms nothing, and is well.
        if (connection.state() !== 'blocked') through.drop();
      }, confirmDeadlineMs);
      if (messages.length > 1) through.gather();
      for (const [index, { exchange, routingKey, content, options }] of messages.entries()) {
        const confirm = (error: Error | null) => {
          const isUnroutable = returned.delete(options.messageId);
          if (!error) return settle(index, isUnroutable ? 'unroutable' : 'routed');
          settle(index, present === through ? error : new BrokerUnavailableError(String(error)));
        };
        const sent = { persistent: true, mandatory: true, ...options };
        try {
          through.channel.publish(exchange, routingKey, content, sent, confirm);
        } catch (error) {
          // The channel is closing, which amqplib says only here.
          through.drop();
          confirm(error as Error);
        }
      }
    });
  };
  return {
    state: connection.state,
    publishAll,
    async publish(message) {
      const [outcome] = await publishAll([message]);
      if (outcome === undefined || outcome instanceof Error) throw outcome;
      return outcome;
    },
    onUp: listener => void listeners.push(listener),
    close: connection.close,
  };
}

/** What is written until amqplib has passed it on, which takes it two turns of the event loop, leaves in one system call. */
function gatherWrites(stream: Writable): void {
  stream.cork();
  setImmediate(() => setImmediate(() => stream.uncork()));
}
