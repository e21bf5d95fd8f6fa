import { z } from 'zod';

/** Of the environment, as the benchmark sets it. */
export const config = z
  .object({
    HTTP_PORT: z.coerce.number(),
    DATABASE_URL: z.string(),
    DATABASE_POOL: z.coerce.number().default(10),
    JWKS_URL: z.string(),
    /** PEM of the ES256 key with which tokens are signed, and its id. */
    SIGNING_KEY_FILE: z.string(),
    SIGNING_KEY_ID: z.string(),
  })
  .parse(process.env);
