import type { Logger } from '../log';
import type { Message, MessageContract } from './contract';

/** One type of message that a service consumes, and its handler. */
export interface Subscription<Tx> {
  contract: MessageContract<unknown>;
  /** It says what holds now: it leaves no inbox row, and is handled after all that came before it. */
  isTransient: boolean;
  handle(tx: Tx, message: Message<unknown>, logger: Logger): Promise<unknown>;
}

/** Binds {@link Subscription} to a service's transaction type once. */
export function subscriptionsFor<Tx>() {
  return <Data>(
    contract: MessageContract<Data>,
    /** Runs in the transaction of the inbox row. Late, repeated and reordered messages must do no harm: compare `sequence`. */
    handle: (tx: Tx, message: Message<Data>, logger: Logger) => Promise<unknown>,
    { isTransient = false } = {},
  ): Subscription<Tx> => ({
    contract,
    isTransient,
    // The data was parsed by this very contract's schema.
    handle: handle as Subscription<Tx>['handle'],
  });
}
