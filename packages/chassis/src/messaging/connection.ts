import type { Duplex } from 'node:stream';
import { type ChannelModel, connect, type RecoveringChannelModel } from 'amqplib';
import type { Logger } from '../log';
import { brokerLogin } from './login';

/** `blocked`: the broker takes no messages, for its disk or memory is nearly full. */
export type BrokerState = 'up' | 'down' | 'blocked';

export interface Connection {
  state(): BrokerState;
  /** True where the broker has refused since the start what is declared on the connection, because it exists with other arguments. */
  isMismatched(): boolean;
  /** Drops a connection, unless another has taken its place; recovery opens a new one. */
  reset(model: ChannelModel): void;
  close(): Promise<void>;
}

declare module 'amqplib' {
  interface Connection {
    /** The socket, on which amqplib writes each message by itself. */
    readonly stream: Duplex;
  }
}

/** What may wait in the socket of a connection, in bytes, so that a whole batch of messages is written at once. */
const writeBufferBytes = 2 ** 20;

/**
 * A connection that comes back by itself (exponential back-off, 100 ms to 10 s, with jitter) and never makes its caller
 * wait for the broker.
 * @param setup runs after every connect: channels, topology, consumers
 * @param onUp called when the broker takes messages, again or for the first time
 */
export async function openConnection(
  url: string,
  name: string,
  logger: Logger,
  setup: (model: ChannelModel) => Promise<void>,
  onUp: () => void = () => undefined,
): Promise<Connection> {
  let state: BrokerState = 'down';
  let present: ChannelModel | undefined;
  let wasUp = false;
  let isMismatched = false;
  const socket = { writableHighWaterMark: writeBufferBytes };
  const recovering: RecoveringChannelModel = await connect(withHeartbeat(url), {
    ...socket,
    ...brokerLogin(url),
    clientProperties: { connection_name: name },
    timeout: 10_000,
    keepAlive: true,
    noDelay: true,
    recovery: {
      maxDelay: 10_000,
      waitForConnect: false,
      setup: async (model: ChannelModel) => {
        model.on('error', () => undefined);
        model.on('close', () => {
          if (present === model) present = undefined;
        });
        present = model;
        await setup(model);
        // Recovery hears of a close only after this: one that came before would never be mended.
        if (present !== model) throw new Error('the connection was lost while it was set up');
      },
    },
  });
  recovering.on('connect', () => {
    state = 'up';
    wasUp = true;
    isMismatched = false;
    onUp();
    logger.info({ connection: name }, 'connected to RabbitMQ');
  });
  recovering.on('disconnect', error => {
    state = 'down';
    present = undefined;
    logger.warn({ connection: name, reason: error.message }, 'RabbitMQ connection lost, reconnecting');
  });
  let failures = 0;
  recovering.on('connect-failed', error => {
    isMismatched = !wasUp && hasOtherArguments(error);
    if (failures++ % 20 === 0)
      logger.warn({ connection: name, reason: explain(error) }, 'RabbitMQ unreachable, retrying');
  });
  recovering.on('blocked', reason => {
    state = 'blocked';
    logger.warn({ connection: name, reason }, 'RabbitMQ blocks publishers');
  });
  recovering.on('unblocked', () => {
    state = 'up';
    logger.info({ connection: name }, 'RabbitMQ takes messages again');
    onUp();
  });
  recovering.on('error', error =>
    logger.warn({ connection: name, reason: error.message }, 'RabbitMQ connection error'),
  );
  return {
    state: () => state,
    isMismatched: () => isMismatched,
    reset(model) {
      if (present !== model) return;
      present = undefined;
      state = 'down';
      model.close().catch(() => undefined);
    },
    close: () => recovering.close(),
  };
}

function withHeartbeat(url: string): string {
  const parsed = new URL(url);
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', '10');
  return parsed.toString();
}

const hasOtherArguments = (error: Error) => /PRECONDITION.FAILED/i.test(error.message);

/** A queue of another type blocks every start, so its message names the way out. */
function explain(error: Error): string {
  if (!hasOtherArguments(error)) return error.message;
  return `${error.message}: the queue or exchange exists with other arguments; delete it in the management UI, and it is made anew (SETUP.md says what becomes of what was in it)`;
}
