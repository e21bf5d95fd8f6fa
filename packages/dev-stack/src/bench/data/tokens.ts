import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import jwt from 'jsonwebtoken';
import type { StackConfig } from '../../stack/config.ts';
import { signingKeyOf } from '../targets/monolith.ts';

/** Signs access tokens as user-service does (RFC 9068), but valid for as long as a benchmark may run. */
export type SignToken = (userId: string) => string;

export function createSignToken(config: StackConfig): SignToken {
  const { file, kid } = signingKeyOf(config);
  const key = createPrivateKey(readFileSync(file));
  return userId =>
    jwt.sign({ role: 'member', sid: randomUUID() }, key, {
      algorithm: 'ES256',
      keyid: kid,
      header: { alg: 'ES256', typ: 'at+jwt' },
      issuer: 'ems',
      audience: 'ems',
      subject: userId,
      jwtid: randomUUID(),
      expiresIn: '12h',
    });
}
