import { hash } from 'node:crypto';
import { DomainError } from '../errors/domain-error';

/**
 * A strong entity tag (RFC 9110, 8.8.3): a hash of the bytes, after the version where the representation has one, so
 * that If-Match compares versions while If-None-Match compares bytes (the same version looks different to other callers).
 */
export const etagOf = (bytes: string | Buffer, version?: number): string =>
  etagOfDigest(hash('sha256', bytes, 'base64url'), version);

/** @param sha256 of the bytes, as base64url */
export function etagOfDigest(sha256: string, version?: number): string {
  const digest = sha256.slice(0, 16);
  return version === undefined ? `"${digest}"` : `"${version}-${digest}"`;
}

/** The tag of the same in a content coding, which is another representation (RFC 9110, 8.8.1). */
export const taggedFor = (etag: string, coding: string | undefined): string =>
  coding === undefined ? etag : `${etag.slice(0, -1)}-${coding}"`;

const withoutCoding = (etag: string) => etag.replace(/-(?:br|gzip)"$/, '"');

/**
 * If-None-Match uses weak comparison, so a `W/` that a proxy put before the tag (after gzip) is passed over; as is the coding: whoever
 * has the bytes in one has them all.
 */
export function matchesNone(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header === etag) return true;
  const plain = withoutCoding(etag);
  return header
    .split(',')
    .map(item => item.trim())
    .some(item => item === '*' || withoutCoding(item.replace(/^W\//, '')) === plain);
}

/** The versions that If-Match allows; `undefined` where the header is absent or `*`. */
export function allowedVersions(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return header.split(',').map(item => Number(/^\s*(?:W\/)?"(\d+)(?:-[\w-]*)?"\s*$/.exec(item)?.[1] ?? -1));
}

/** Optimistic locking: 412 with the current version, so that its entity tag can be sent along. */
export class PreconditionFailedError extends DomainError {
  constructor(readonly current: { version: number }) {
    super('precondition-failed', 'precondition-failed', 'The resource has changed since you read it; read it again.', {
      facts: { currentVersion: current.version },
    });
  }
}
