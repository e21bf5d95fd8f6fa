import { ok } from '@ems/chassis/http';
import { z } from 'zod';
import { route } from '../../shared/route';
import type { Keys } from './keys';

const jwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  use: z.literal('sig'),
  alg: z.literal('ES256'),
});

export const keyRoutes = (keys: Keys) => [
  route({
    method: 'get',
    path: '/.well-known/jwks.json',
    root: true,
    summary: 'Public keys that verify access tokens (RFC 7517)',
    access: 'public',
    replies: { 200: z.object({ keys: z.array(jwk) }) },
    handle: async () => ok(keys.jwks(), { 'Cache-Control': 'public, max-age=60' }),
  }),
];
