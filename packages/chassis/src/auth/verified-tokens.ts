import { hash, type KeyObject } from 'node:crypto';
import type { Caller } from './caller';

/** A token whose signature and claims held. */
export interface VerifiedToken {
  caller: Caller;
  /** That has signed it: as long as its issuer has the same one under the same id, nothing is to be verified again. */
  key: KeyObject;
  kid: string;
  /** In ms since the epoch; from then on it does not hold. */
  expiresAt: number;
}

export interface VerifiedTokens {
  /** @returns undefined for a token that was not seen, or has expired */
  get(token: string): VerifiedToken | undefined;
  add(token: string, verified: VerifiedToken): void;
}

const mostTokens = 10_000;

/**
 * Tokens that were verified a moment ago, by a digest: verifying a signature costs more than all else of a small request. When
 * there is no more room, the one that was verified first goes.
 * @param now milliseconds
 */
export function createVerifiedTokens(now: () => number = Date.now): VerifiedTokens {
  const verified = new Map<string, VerifiedToken>();
  const digestOf = (token: string) => hash('sha256', token, 'base64');
  return {
    get(token) {
      const digest = digestOf(token);
      const found = verified.get(digest);
      if (found === undefined || found.expiresAt > now()) return found;
      verified.delete(digest);
      return undefined;
    },
    add(token, entry) {
      const [oldest] = verified.size >= mostTokens ? verified.keys() : [];
      if (oldest !== undefined) verified.delete(oldest);
      verified.set(digestOf(token), entry);
    },
  };
}
