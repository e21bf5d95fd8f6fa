import { newId, type Sql } from '../database';
import { currentContext } from '../log';
import type { MessageContract } from './contract';

/**
 * Writes a message into the outbox, in the transaction of the change that it tells of. Call it after the aggregate's row
 * was written: that row's lock keeps the messages of one aggregate in the order of its versions.
 * @param subject the aggregate's id
 * @param sequence the aggregate's version after the change; one message per version
 */
export async function record<Data>(
  tx: Sql,
  contract: MessageContract<Data>,
  subject: string,
  sequence: number,
  data: Data,
): Promise<void> {
  const context = currentContext();
  const carried = JSON.stringify({ traceparent: context?.traceparent, requestId: context?.requestId });
  const payload = JSON.stringify(contract.data.parse(data));
  await tx.$executeRaw`
    INSERT INTO outbox (message_id, type, subject, sequence, payload, context)
    VALUES (${newId()}::uuid, ${contract.type}, ${subject}, ${sequence}, ${payload}::jsonb, ${carried}::jsonb)`;
}
