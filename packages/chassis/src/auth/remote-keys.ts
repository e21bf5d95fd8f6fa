import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { unavailable } from '../errors';

/** Finds the public key for a `kid`; undefined where there is none. */
export type KeySource = (kid: string) => Promise<KeyObject | undefined>;

const jwkSet = z.object({ keys: z.array(z.unknown()) });
const signingJwk = z.looseObject({ kid: z.string(), use: z.literal('sig').optional() });
const fetchTimeoutMs = 3_000;

const freshMs = 600_000;
/** Unknown `kid`s cause at most two fetches in this time, so that a new key is found at once and made-up ones cost little. */
const unknownMs = 60_000;
/** How soon an issuer that did not answer is asked again. */
const pauseMs = 1_000;

/** The signing keys of a JWK Set; those of a kind that is not understood are ignored (RFC 7517, 5). */
function toKeys({ keys }: z.infer<typeof jwkSet>): ReadonlyMap<string, KeyObject> {
  const found = new Map<string, KeyObject>();
  for (const key of keys) {
    const { data } = signingJwk.safeParse(key);
    if (!data) continue;
    const { kid, use: _, ...jwk } = data;
    try {
      found.set(kid, createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }));
    } catch {
      // Of a kind that is not understood.
    }
  }
  return found;
}

/**
 * Keys of another service's JWKS (RFC 7517), always fetched as a whole: whichever `kid` asks first, the others are known
 * then. While the issuer is away the last keys stay good; without any, its absence is a 503, never a refusal of the token.
 * @param now milliseconds of a clock that nobody sets: after one that is set back, no key would be fetched until it has caught up
 */
export function remoteKeys(jwksUrl: string, now: () => number = () => performance.now()): KeySource {
  let keys: ReadonlyMap<string, KeyObject> | undefined;
  let fetchedAt = 0;
  let forUnknown: number[] = [];
  let failure: { at: number; cause: unknown } | undefined;
  let pending: Promise<void> | undefined;

  async function fetchKeys(): Promise<void> {
    try {
      const reply = await fetch(jwksUrl, { redirect: 'error', signal: AbortSignal.timeout(fetchTimeoutMs) });
      if (!reply.ok) throw new Error(`${jwksUrl} answers ${reply.status}`);
      const found = toKeys(jwkSet.parse(await reply.json()));
      // An issuer of tokens has a key to sign with: without one it is not itself, and every token would be refused.
      if (found.size === 0) throw new Error(`${jwksUrl} answers no signing key`);
      keys = found;
      fetchedAt = now();
      failure = undefined;
    } catch (cause) {
      failure = { at: now(), cause };
    }
  }

  function isWorthFetching(kid: string): boolean {
    if (failure) return now() - failure.at >= pauseMs;
    if (keys === undefined || keys.has(kid)) return true;
    forUnknown = forUnknown.filter(at => now() - at < unknownMs);
    return forUnknown.length < 2;
  }

  return async kid => {
    const isKnown = keys?.has(kid) ?? false;
    if (isKnown && now() - fetchedAt < freshMs) return keys?.get(kid);
    if (pending === undefined && isWorthFetching(kid)) {
      if (keys && !isKnown) forUnknown.push(now());
      pending = fetchKeys().finally(() => {
        pending = undefined;
      });
    }
    // Nobody waits for an issuer that was away a moment ago, unless without it there is no answer.
    if (!(isKnown && failure)) await pending;
    const key = keys?.get(kid);
    if (key === undefined && failure) {
      throw unavailable('Access tokens cannot be checked at the moment.', 2, failure.cause);
    }
    return key;
  };
}
