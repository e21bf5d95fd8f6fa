import { z } from 'zod';
import { defineMessage } from './define-message';

const receipt = z.object({ userId: z.uuid().describe('Id of the erased account') }).meta({ id: 'ErasureReceipt' });

export type ErasureReceipt = z.infer<typeof receipt>;

/** What a service answers to `user.erased`. */
export const erasureReceipt = (service: string) =>
  defineMessage(
    `${service}.user-erasure-done.v1`,
    `Nothing is left in ${service} that tells of the person of an erased account.`,
    ['user-service'],
    receipt,
  );
