import type { Message, MessageContract } from './contract';

/** One type that a service hears, and what it does then. */
export interface Subscription<Tx> {
  contract: MessageContract<unknown>;
  handle(tx: Tx, message: Message<unknown>): Promise<void>;
}

/** Binds {@link Subscription} to a service's transaction type once. */
export function subscriptionsFor<Tx>() {
  return <Data>(
    contract: MessageContract<Data>,
    /** Runs in the transaction of the inbox row. Late, repeated and reordered messages must do no harm: compare `sequence`. */
    handle: (tx: Tx, message: Message<Data>) => Promise<void>,
  ): Subscription<Tx> => ({
    contract,
    // The data was parsed by this very contract's schema.
    handle: handle as Subscription<Tx>['handle'],
  });
}
