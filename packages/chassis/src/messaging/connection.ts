import { type ChannelModel, connect, type RecoveringChannelModel } from 'amqplib';
import type { Logger } from '../log';

export interface Connection {
  state(): 'up' | 'down' | 'blocked';
  /** Drops the present connection; recovery opens a new one. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * A connection that comes back by itself (exponential back-off, 100 ms to 30 s, with jitter) and never makes its caller
 * wait for the broker.
 * @param setup runs after every connect: channels, topology, consumers
 */
export async function openConnection(
  url: string,
  name: string,
  logger: Logger,
  setup: (model: ChannelModel) => Promise<void>,
): Promise<Connection> {
  let state: 'up' | 'down' | 'blocked' = 'down';
  let present: ChannelModel | undefined;
  const recovering: RecoveringChannelModel = await connect(withHeartbeat(url), {
    clientProperties: { connection_name: name },
    timeout: 10_000,
    keepAlive: true,
    noDelay: true,
    recovery: {
      maxDelay: 10_000,
      waitForConnect: false,
      setup: async (model: ChannelModel) => {
        await setup(model);
        present = model;
      },
    },
  });
  recovering.on('connect', () => {
    state = 'up';
    logger.info({ connection: name }, 'connected to RabbitMQ');
  });
  recovering.on('disconnect', error => {
    state = 'down';
    present = undefined;
    logger.warn({ connection: name, reason: error.message }, 'lost RabbitMQ; reconnecting');
  });
  let failures = 0;
  recovering.on('connect-failed', error => {
    if (failures++ % 20 === 0)
      logger.warn({ connection: name, reason: explain(error) }, 'RabbitMQ is out of reach; trying on');
  });
  recovering.on('blocked', reason => {
    state = 'blocked';
    logger.warn({ connection: name, reason }, 'RabbitMQ takes no messages at the moment');
  });
  recovering.on('unblocked', () => {
    state = 'up';
  });
  recovering.on('error', error =>
    logger.warn({ connection: name, reason: error.message }, 'RabbitMQ connection error'),
  );
  return {
    state: () => state,
    reset: () => void present?.close().catch(() => undefined),
    close: () => recovering.close(),
  };
}

function withHeartbeat(url: string): string {
  const parsed = new URL(url);
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', '10');
  return parsed.toString();
}

/** A queue of another type blocks every start, so its message names the way out. */
function explain(error: Error): string {
  if (!/PRECONDITION.FAILED/i.test(error.message)) return error.message;
  return `${error.message}: the queue or exchange exists with other arguments; drain it, delete it in the management UI, and it is made anew`;
}
