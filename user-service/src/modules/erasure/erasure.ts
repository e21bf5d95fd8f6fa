import type { Message } from '@ems/chassis/messaging';
import type { ErasureReceipt } from '@ems/contracts';
import type { Db, Tx } from '../../shared/database';
import { type ErasureView, toErasureView } from './schemas';

/** Records that a service has erased its part. */
export const recordReceipt =
  (service: string) =>
  async (tx: Tx, { data, time }: Message<ErasureReceipt>): Promise<void> => {
    await tx.$executeRaw`
      INSERT INTO erasure_receipts (user_id, service, done_at)
      SELECT user_id, ${service}, ${time} FROM erasures WHERE user_id = ${data.userId}::uuid
      ON CONFLICT (user_id, service) DO NOTHING`;
  };

/** The progress of an erasure; undefined where none was requested. */
export async function findErasure(db: Db | Tx, userId: string): Promise<ErasureView | undefined> {
  const erasure = await db.erasure.findUnique({
    where: { userId },
    include: { receipts: { orderBy: [{ doneAt: 'asc' }, { service: 'asc' }] } },
  });
  return erasure ? toErasureView(erasure) : undefined;
}
