import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sign } from 'jsonwebtoken';
import { newId } from '../database';
import { createVerifiedTokens } from './verified-tokens';
import { accessTokenAudience, createAuthenticator } from './verify';

const caller = { userId: newId(), role: 'member', issuedAt: 1, sid: newId() } as const;
const { privateKey, publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('a token is remembered until it expires', () => {
  let now = 1_000;
  const tokens = createVerifiedTokens(() => now);
  tokens.add('a', { caller, key, kid: 'k', expiresAt: 2_000 });
  now = 1_999;
  expect(tokens.get('a')?.caller).toBe(caller);
  expect(tokens.get('b')).toBeUndefined();
  now = 2_000;
  expect(tokens.get('a')).toBeUndefined();
});

test('of more tokens than there is room for, the first goes', () => {
  const tokens = createVerifiedTokens(() => 0);
  for (let n = 0; n <= 10_000; n++) tokens.add(`${n}`, { caller, key, kid: 'k', expiresAt: 1 });
  expect(tokens.get('0')).toBeUndefined();
  expect(tokens.get('1')).toBeDefined();
  expect(tokens.get('10000')).toBeDefined();
});

test('a token that was verified counts no longer once its key is gone or another, or it is revoked', async () => {
  const claims = { sub: newId(), role: 'member', iss: 'ems', aud: accessTokenAudience, sid: newId(), jti: newId() };
  const header = { alg: 'ES256', typ: 'at+jwt' };
  const token = sign(claims, privateKey, { algorithm: 'ES256', keyid: 'k', header, expiresIn: 600 });
  let current: typeof key | undefined = key;
  let isRevoked = false;
  const authenticate = createAuthenticator(
    'ems',
    async () => current,
    () => isRevoked,
  );
  const ask = () => authenticate(`Bearer ${token}`);
  expect(await ask()).toEqual(await ask());

  isRevoked = true;
  await expect(ask()).rejects.toMatchObject({ code: 'unauthenticated' });
  isRevoked = false;
  current = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  await expect(ask()).rejects.toMatchObject({ code: 'unauthenticated' });
  current = undefined;
  await expect(ask()).rejects.toMatchObject({ code: 'unauthenticated' });
  current = key;
  expect(await ask()).toMatchObject({ userId: claims.sub });
});
