import { createHash, timingSafeEqual } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';

const key = 'authorization';
const scheme = 'Bearer ';

/** What a caller shows of the token that all callers of a server share (RFC 6750); nothing where there is none. */
export function showToken(metadata: Metadata, token: string | undefined): void {
  if (token) metadata.set(key, scheme + token);
}

/** Whether a call shows the server's token; any does where there is none. The time of the answer tells nothing of the token. */
export function showsToken(metadata: Metadata, token: string | undefined): boolean {
  if (!token) return true;
  const [shown = '', ...others] = metadata.get(key).map(String);
  return others.length === 0 && timingSafeEqual(digest(shown), digest(scheme + token));
}

const digest = (text: string) => createHash('sha256').update(text).digest();
