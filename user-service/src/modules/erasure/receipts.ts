import { instantOut } from '@ems/chassis/http';
import type { Message } from '@ems/chassis/messaging';
import { type ErasureReceipt, userErased } from '@ems/contracts';
import { z } from 'zod';
import type { Db, Tx } from '../../shared/database';

const services = ['user-service', ...userErased.heardBy];

/** Notes down that a service has done its part. */
export const keepReceipt =
  (service: string) =>
  async (tx: Tx, { data, time }: Message<ErasureReceipt>): Promise<void> => {
    await tx.$executeRaw`
      INSERT INTO erasure_receipts (user_id, service, done_at)
      SELECT user_id, ${service}, ${time} FROM erasures WHERE user_id = ${data.userId}::uuid
      ON CONFLICT (user_id, service) DO NOTHING`;
  };

export const erasureView = z
  .object({
    userId: z.uuid(),
    state: z.enum(['pending', 'done']),
    requestedAt: instantOut,
    requestedBy: z.uuid(),
    receipts: z.array(z.object({ service: z.string(), doneAt: instantOut })),
    /** Services that have not answered yet. */
    awaited: z.array(z.string()),
  })
  .meta({ id: 'Erasure' });

/** How far an erasure is; undefined where none was asked for. */
export async function findErasure(db: Db | Tx, userId: string): Promise<z.infer<typeof erasureView> | undefined> {
  const erasure = await db.erasure.findUnique({
    where: { userId },
    include: { receipts: { orderBy: [{ doneAt: 'asc' }, { service: 'asc' }] } },
  });
  if (!erasure) return undefined;
  const awaited = services.filter(service => !erasure.receipts.some(receipt => receipt.service === service));
  return {
    userId,
    state: awaited.length === 0 ? 'done' : 'pending',
    requestedAt: erasure.requestedAt.toISOString(),
    requestedBy: erasure.requestedBy,
    receipts: erasure.receipts.map(({ service, doneAt }) => ({ service, doneAt: doneAt.toISOString() })),
    awaited,
  };
}
