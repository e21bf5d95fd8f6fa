import type { z } from 'zod';

/**
 * A message's contract.
 * @param type `<noun>.<fact>.v<N>`: within one version fields are only added; a breaking change is a new version, published beside the old
 * @param heardBy the services that subscribe to it; their queues are bound before anything is published
 * @param data the state that the hearers need: no secret, and no more personal data than they use
 */
export const defineMessage = <Data>(type: string, heardBy: readonly string[], data: z.ZodType<Data>) => ({
  type,
  heardBy,
  data,
});
