import { z } from 'zod';
import { defineMessage } from './define-message';

const receipt = z.object({ userId: z.uuid() });

export type ErasureReceipt = z.infer<typeof receipt>;

/** What a service answers to `user.erased` when nothing is left there that tells of the person. */
export const erasureReceipt = (service: string) =>
  defineMessage(`${service}.user-erasure-done.v1`, ['user-service'], receipt);
