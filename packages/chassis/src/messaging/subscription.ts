import type { Sql } from '../database';
import type { Logger } from '../log';
import type { Message, MessageContract } from './contract';

/** Handles one message, in the transaction of its inbox row. */
export type HandleOne<Tx, Data> = (tx: Tx, message: Message<Data>, logger: Logger) => Promise<unknown>;

/**
 * Handles messages of one or several types together, in the transaction of their inbox rows: some of them in the order of
 * their delivery, among them several of one subject.
 */
export type HandleAll<Data> = (sql: Sql, messages: readonly Message<Data>[]) => Promise<unknown>;

/** One type of message that a service consumes, and its handler. */
export interface Subscription<Tx> {
  contract: MessageContract<unknown>;
  /** It says what holds now: it leaves no inbox row, and is handled after all that came before it. */
  isTransient: boolean;
  handler: Handler<Tx>;
  /** Of the handler what keeps replicas, and nothing else: what a replay does again. Without it nothing of this type is replayed. */
  replay?: Handler<Tx>;
}

type Handler<Tx> = { one: HandleOne<Tx, unknown> } | { all: HandleAll<unknown> };

/**
 * Binds {@link Subscription} to a service's transaction type once. Late, repeated and reordered messages must do no harm to any
 * handler: compare `sequence`.
 */
export function subscriptionsFor<Tx>() {
  // The data was parsed by the very contract's schema.
  return {
    /** A handler of one message at a time. */
    on: <Data>(
      contract: MessageContract<Data>,
      handle: HandleOne<Tx, Data>,
      { isTransient = false, replay }: { isTransient?: boolean; replay?: HandleOne<Tx, Data> } = {},
    ): Subscription<Tx> => ({
      ...{ contract, isTransient, handler: { one: handle as HandleOne<Tx, unknown> } },
      ...(replay && { replay: { one: replay as HandleOne<Tx, unknown> } }),
    }),
    /** A handler of all messages that have come: of types of which many come, by statements that write sets of rows. */
    onAll: <Data>(
      contract: MessageContract<Data>,
      handle: HandleAll<Data>,
      { replay }: { replay?: HandleAll<Data> } = {},
    ): Subscription<Tx> => ({
      ...{ contract, isTransient: false, handler: { all: handle as HandleAll<unknown> } },
      ...(replay && { replay: { all: replay as HandleAll<unknown> } }),
    }),
  };
}

/** Of each subject the message of the highest sequence: all that is needed of messages that carry the whole state. */
export function newestOf<Data>(messages: readonly Message<Data>[]): Message<Data>[] {
  const newest = new Map<string, Message<Data>>();
  for (const message of messages) {
    const known = newest.get(message.subject);
    if (!known || known.sequence < message.sequence) newest.set(message.subject, message);
  }
  return [...newest.values()];
}
