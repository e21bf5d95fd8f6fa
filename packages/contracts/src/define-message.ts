import type { z } from 'zod';

/**
 * A message's contract.
 * @param type `<noun>.<fact>.v<N>`: within one version fields are only added; a breaking change is a new version, published beside the old
 * @param fact what has happened, as a sentence for those who consume it
 * @param consumers the services that subscribe to it; their queues are bound before anything is published
 * @param data the state that the consumers need, with the id of a schema of AsyncAPI and a description of each field: no
 *   secret, and no more personal data than they use
 */
export const defineMessage = <Data>(
  type: string,
  fact: string,
  consumers: readonly string[],
  data: z.ZodType<Data>,
) => ({
  type,
  fact,
  consumers,
  data,
});
