import { createHash, createPrivateKey, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Router } from 'express';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { config } from './config.ts';
import { type Client, transact } from './database.ts';
import { HttpError } from './errors.ts';

const privateKey = createPrivateKey(readFileSync(config.SIGNING_KEY_FILE));
const accessSeconds = 600;
const refreshMs = 30 * 86_400_000;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

interface FamilyRow {
  family_id: string;
  id: string;
  email: string;
  name: string;
  role: string;
  status: string;
  email_verified: boolean;
  version: number;
  created_at: Date;
  updated_at: Date;
}

const body = z.strictObject({ refreshToken: z.string().min(1).max(200) });

/** One conditional UPDATE decides who uses a refresh token (RFC 9700, 4.14). @throws HttpError 401 for one that does not hold */
async function rotate(client: Client, refreshToken: string) {
  const { rows } = await client.query<FamilyRow>({
    name: 'use-refresh-token',
    text: `UPDATE refresh_tokens t SET used_at = now()
      FROM token_families f JOIN users u ON u.id = f.user_id
      WHERE t.hash = $1 AND t.used_at IS NULL AND t.expires_at > now() AND f.id = t.family_id AND f.revoked_at IS NULL
        AND u.status = 'active'
      RETURNING f.id AS family_id, u.id, u.email, u.name, u.role, u.status, u.email_verified, u.version, u.created_at, u.updated_at`,
    values: [hashOf(refreshToken)],
  });
  const user = rows[0];
  if (!user) throw new HttpError(401, 'auth.invalid-token');
  const successor = randomBytes(32).toString('base64url');
  await client.query({
    name: 'insert-refresh-token',
    text: `WITH used AS (UPDATE token_families SET last_used_at = now() WHERE id = $2)
      INSERT INTO refresh_tokens (hash, family_id, expires_at) VALUES ($1, $2, $3)`,
    values: [hashOf(successor), user.family_id, new Date(Date.now() + refreshMs)],
  });
  const accessToken = jwt.sign({ role: user.role, sid: user.family_id }, privateKey, {
    algorithm: 'ES256',
    keyid: config.SIGNING_KEY_ID,
    header: { alg: 'ES256', typ: 'at+jwt' },
    issuer: 'ems',
    audience: 'ems',
    subject: user.id,
    jwtid: randomUUID(),
    expiresIn: accessSeconds,
  });
  return { user, accessToken, refreshToken: successor };
}

export const tokens = Router().post('/auth/refresh', async (request, response) => {
  const { refreshToken } = body.parse(request.body);
  const { user, ...pair } = await transact(client => rotate(client, refreshToken));
  response.set('Cache-Control', 'no-store').json({
    user: {
      id: user.id,
      email: user.email,
      name: user.name,
      role: user.role,
      status: user.status,
      emailVerified: user.email_verified,
      createdAt: user.created_at,
      updatedAt: user.updated_at,
      version: user.version,
    },
    ...pair,
    tokenType: 'Bearer',
    expiresIn: accessSeconds,
  });
});
