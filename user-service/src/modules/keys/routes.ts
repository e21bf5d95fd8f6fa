import { ok } from '@ems/chassis/http';
import { z } from 'zod';
import { route } from '../../shared/route';
import type { Keys } from './keys';

const jwk = z
  .object({
    kty: z.literal('EC').describe('Key type'),
    crv: z.literal('P-256').describe('Curve'),
    x: z.string().describe('Coordinate, base64url'),
    y: z.string().describe('Coordinate, base64url'),
    kid: z.string().describe('Which key it is: the same as in the header of a token'),
    use: z.literal('sig').describe('For signatures'),
    alg: z.literal('ES256').describe('Algorithm'),
  })
  .meta({ id: 'JsonWebKey' });

const jwkSet = z.object({ keys: z.array(jwk).describe('Of now, of before and of soon') }).meta({ id: 'JsonWebKeySet' });

export const keyRoutes = (keys: Keys) => [
  route({
    method: 'get',
    path: '/.well-known/jwks.json',
    root: true,
    operationId: 'getJwks',
    tag: 'Authentication',
    summary: 'Get the public keys that verify access tokens',
    description: 'A JSON Web Key Set (RFC 7517), which may be cached for a minute.',
    access: 'anyone',
    replies: { 200: jwkSet },
    handle: async () => ok(keys.jwks(), { 'Cache-Control': 'public, max-age=60' }),
  }),
];
