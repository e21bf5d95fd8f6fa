import { instantOut } from '@ems/chassis/http';
import { userErased } from '@ems/contracts';
import { z } from 'zod';
import type { Erasure, ErasureReceipt } from '../../generated/prisma/client';
import { givenPassword } from '../auth';

export const eraseMeBody = z.strictObject({ password: givenPassword });

export const erasureView = z
  .object({
    userId: z.uuid().describe('Whose account it is'),
    status: z
      .enum(['pending', 'done'])
      .meta({ id: 'ErasureStatus' })
      .describe('Done once every service has sent its receipt'),
    requestedAt: instantOut.describe('When it was requested'),
    requestedBy: z.uuid().describe('The account itself, or an admin'),
    receipts: z
      .array(
        z
          .object({ service: z.string().describe('Its name'), doneAt: instantOut.describe('When it was done') })
          .meta({ id: 'ErasureReceipt' }),
      )
      .describe('Of the services that have erased what they held'),
    awaited: z.array(z.string()).describe('Services without a receipt yet'),
  })
  .meta({ id: 'Erasure' });

export type ErasureView = z.infer<typeof erasureView>;

const services = ['user-service', ...userErased.consumers];

export function toErasureView({ receipts, ...erasure }: Erasure & { receipts: ErasureReceipt[] }): ErasureView {
  const awaited = services.filter(service => !receipts.some(receipt => receipt.service === service));
  return {
    userId: erasure.userId,
    status: awaited.length === 0 ? 'done' : 'pending',
    requestedAt: erasure.requestedAt.toISOString(),
    requestedBy: erasure.requestedBy,
    receipts: receipts.map(({ service, doneAt }) => ({ service, doneAt: doneAt.toISOString() })),
    awaited,
  };
}
