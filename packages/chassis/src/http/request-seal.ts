import { createHmac } from 'node:crypto';
import { createSeal } from '../auth/seal';

/** Secrets of the service, none of which stands in its database: the one of now, and those of before that still hold. */
export type SealSecrets = readonly [string, ...string[]];

/** What a request and a secret of the service make together; without both, neither can be had from the database. */
export interface RequestSeal {
  /** Tells whether a request is the same. */
  fingerprint: string;
  /** Encrypts a reply, so that the same request alone opens it. */
  seal(text: string): string;
  unseal(sealed: string): string;
}

/** JSON with the members of each object in one order, so that equal requests have equal text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  ) ?? '';

/** @param request who asks for what: its whole, but for what may differ when it is sent again */
export function requestSeal(secret: string, request: unknown): RequestSeal {
  const text = canonical(request);
  const derive = (use: string) => createHmac('sha256', secret).update(`${use} ${text}`).digest();
  // Most replies are stored as they are: its key is made where it is needed.
  const replies = () => createSeal(derive('seal'), 'idempotent reply', 'base64');
  return {
    fingerprint: derive('fingerprint').toString('hex'),
    seal: reply => replies().seal(reply),
    unseal: sealed => replies().open(sealed),
  };
}
