/** A message's contract as the contracts package defines it: a versioned type, its consumers, and its data's schema. */
export interface MessageContract<Data> {
  /** `<noun>.<fact>.v<N>`, also the routing key. */
  type: string;
  consumers: readonly string[];
  data: { parse(value: unknown): Data };
}

/** A line of the catalogue of messages. */
export type CatalogueEntry = Pick<MessageContract<unknown>, 'type' | 'consumers'> & { producer: string };

/** A message as a handler receives it. */
export interface Message<Data> {
  id: string;
  type: string;
  /** The aggregate's id. */
  subject: string;
  /** The aggregate's version after the fact; consumers ignore what is not newer than what they have. */
  sequence: number;
  time: Date;
  data: Data;
}
