import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type JwtPayload, sign } from 'jsonwebtoken';
import { type Account, newAccount } from './support/accounts';
import { type App, api, startUserService } from './support/user-service';

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const part = (token: string, index: number): JwtPayload =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());
const now = () => Math.floor(Date.now() / 1000);
const without = (claims: JwtPayload, name: string) =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

describe('access tokens (RFC 8725, RFC 9068)', () => {
  let app: App;
  let account: Account;
  let key: string;
  let kid: string;
  let claims: JwtPayload;
  beforeAll(async () => {
    app = await startUserService();
    account = await newAccount(app);
    const [file = ''] = readdirSync(app.keysDir);
    key = readFileSync(join(app.keysDir, file), 'utf8');
    kid = file.replace('.pem', '');
    claims = part(account.accessToken, 1);
  });
  afterAll(() => app.stop());

  const statusOf = async (token: string) => (await api(app.url, token)('get', '/users/me')).status;
  const make = (payload: object, header: object = {}, by: string | KeyObject = key) =>
    sign(payload, by, { algorithm: 'ES256', header: { alg: 'ES256', typ: 'at+jwt', kid, ...header } });

  test('one that is made as the service makes them is valid: what follows fails for its own reason', async () => {
    expect(await statusOf(make(claims))).toBe(200);
  });

  test('no other algorithm is accepted, whoever signed', async () => {
    const [, payload] = account.accessToken.split('.');
    const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
    const header = { typ: 'at+jwt', kid };
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    const tokens = [
      `${base64({ ...header, alg: 'none' })}.${payload}.`,
      `${base64({ ...header, alg: 'none' })}.${payload}.x`,
      sign(claims, Buffer.from(publicPem), { algorithm: 'HS256', header: { ...header, alg: 'HS256' } }),
      sign(claims, rsa, { algorithm: 'RS256', header: { ...header, alg: 'RS256' } }),
      sign(claims, curve, { algorithm: 'ES384', header: { ...header, alg: 'ES384' } }),
    ];
    for (const token of tokens) expect(await statusOf(token)).toBe(401);
  });

  test.each(['iss', 'aud', 'exp', 'sub', 'sid', 'jti'])('one without %s is refused', async name => {
    expect(await statusOf(make(without(claims, name)))).toBe(401);
  });

  test.each<[string, () => object]>([
    ['of another issuer', () => ({ iss: 'other' })],
    ['for another audience', () => ({ aud: 'other' })],
    ['of nobody', () => ({ sub: 'somebody' })],
    ['of a role that there is not', () => ({ role: 'root' })],
    ['that has ended, beyond what clocks may differ', () => ({ exp: now() - 31 })],
    ['of a clock that is a day ahead', () => ({ iat: now() + 86_400, exp: now() + 87_000 })],
    ['that begins later', () => ({ nbf: now() + 86_400 })],
  ])('one %s is refused', async (_, change) => {
    expect(await statusOf(make({ ...claims, ...change() }))).toBe(401);
  });

  test('a token of another type or with instructions in its header is refused', async () => {
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = own.publicKey.export({ format: 'jwk' });
    expect(await statusOf(make(claims, { typ: 'JWT' }))).toBe(401);
    expect(await statusOf(make(claims, { crit: ['exp'] }))).toBe(401);
    for (const header of [
      { jwk },
      { jku: 'http://127.0.0.1/keys' },
      { kid: '../../keys' },
      { kid: "' OR 1=1" },
      { kid: '' },
    ]) {
      expect(await statusOf(make(claims, header, own.privateKey))).toBe(401);
    }
  });

  test('what is no access token does not count as one, nor one that is too long or changed', async () => {
    expect(await statusOf(account.refreshToken)).toBe(401);
    expect(await statusOf(make({ ...claims, filler: 'x'.repeat(5_000) }))).toBe(401);
    const [head, , signature] = account.accessToken.split('.');
    expect(await statusOf(`${head}.${base64({ ...claims, role: 'admin' })}.${signature}`)).toBe(401);
  });
});
