import { newId, type Sql, type Statement, statement } from '../database';
import { storedContext } from '../log';
import type { MessageContract } from './contract';

interface OutboxMessage<Data> {
  /** The aggregate's id. */
  subject: string;
  /** The aggregate's version after the change; one message per version. */
  sequence: number;
  data: Data;
}

/**
 * Writes a message into the outbox, in the transaction of the change that it tells of. Call it after the aggregate's row
 * was written: that row's lock keeps the messages of one aggregate in the order of its versions.
 * @param subject the aggregate's id
 * @param sequence the aggregate's version after the change; one message per version
 */
export const enqueueMessage = <Data>(
  tx: Sql,
  contract: MessageContract<Data>,
  subject: string,
  sequence: number,
  data: Data,
): Promise<void> => enqueueMessages(tx, contract, [{ subject, sequence, data }]);

/** {@link enqueueMessage}, of any number of aggregates in one statement. */
export async function enqueueMessages<Data>(
  tx: Sql,
  contract: MessageContract<Data>,
  messages: readonly OutboxMessage<Data>[],
): Promise<void> {
  if (messages.length === 0) return;
  const { template, values } = messageStatement(contract, ...messages);
  await tx.$executeRaw(template, ...values);
}

let writtenAt = Number.NEGATIVE_INFINITY;

/** No transaction takes longer. */
const longestTransactionMs = 10_000;

/**
 * Whether what is committed now may hold messages. Most commits hold none, such as those of effects of other services' messages, so nobody needs to look
 * into the outbox for them.
 */
export const mayHoldMessages = (): boolean => performance.now() - writtenAt < longestTransactionMs;

/** The statement of {@link enqueueMessages}, for a transaction by hand, which sends it with the change. */
export function messageStatement<Data>(
  contract: MessageContract<Data>,
  ...messages: readonly OutboxMessage<Data>[]
): Statement {
  const rows = messages.map(message => ({ ...message, id: newId(), data: contract.data.parse(message.data) }));
  writtenAt = performance.now();
  return statement`
    INSERT INTO outbox (message_id, type, subject, sequence, payload, context)
    SELECT id, ${contract.type}, subject, sequence, data, ${storedContext()}::jsonb
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS m (id uuid, subject text, sequence int, data jsonb)`;
}
