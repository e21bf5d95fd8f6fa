import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import type { Sql } from '../database';
import { conflict, DomainError, invalidField } from '../errors';
import type { Rendered } from './render';

/** One Idempotency-Key in one caller's hands (draft-ietf-httpapi-idempotency-key-header). */
export interface Claim {
  principal: string;
  route: string;
  key: string;
  /** Proves that a later write is by the process that holds the claim. */
  token: string;
  fingerprint: string;
  /** Seals the stored reply with the request body, for replies that hold secrets. */
  sealWith: string | undefined;
}

interface Stored {
  fingerprint: string;
  claim: string;
  status: number | null;
  headers: Record<string, string> | null;
  body: string | null;
}

/** @throws DomainError 400 for a key that is no printable ASCII of 1 to 255 characters */
export function newClaim(principal: string, route: string, key: string, body: unknown, secret: boolean): Claim {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidField('#/headers/Idempotency-Key', 'idempotency-key', 'Must be 1 to 255 printable ASCII characters.');
  }
  const text = JSON.stringify(body) ?? '';
  const fingerprint = createHash('sha256').update(text).digest('hex');
  return { principal, route, key, token: randomUUID(), fingerprint, sealWith: secret ? text : undefined };
}

/**
 * Takes the key for 30 seconds, unless it is taken.
 * @returns the first reply, if there was one: it is to be sent again
 * @throws DomainError 409 while the first request still runs; 422 when the key was used with another body
 */
export async function takeClaim(sql: Sql, claim: Claim): Promise<Rendered | undefined> {
  const rows = await sql.$queryRaw<Stored[]>`
    INSERT INTO idempotency AS i (principal, route, key, fingerprint, claim, locked_until, expires_at)
    VALUES (${claim.principal}, ${claim.route}, ${claim.key}, ${claim.fingerprint}, ${claim.token},
            now() + interval '30 seconds', now() + interval '24 hours')
    ON CONFLICT (principal, route, key) DO UPDATE SET
      claim = CASE WHEN i.expires_at < now() OR (i.status IS NULL AND i.locked_until < now() AND i.fingerprint = excluded.fingerprint)
                   THEN excluded.claim ELSE i.claim END,
      fingerprint = CASE WHEN i.expires_at < now() THEN excluded.fingerprint ELSE i.fingerprint END,
      status = CASE WHEN i.expires_at < now() THEN NULL ELSE i.status END,
      locked_until = CASE WHEN i.expires_at < now() OR (i.status IS NULL AND i.locked_until < now() AND i.fingerprint = excluded.fingerprint)
                          THEN excluded.locked_until ELSE i.locked_until END,
      expires_at = CASE WHEN i.expires_at < now() THEN excluded.expires_at ELSE i.expires_at END
    RETURNING fingerprint, claim, status, headers, body`;
  const stored = rows[0];
  if (!stored || stored.claim === claim.token) return undefined;
  if (stored.fingerprint !== claim.fingerprint) {
    throw new DomainError(
      'unprocessable',
      'idempotency.key-reused',
      'This Idempotency-Key came before with another body.',
    );
  }
  if (stored.status === null) {
    throw new DomainError('conflict', 'idempotency.in-progress', 'The first request with this key still runs.', {
      retryAfterSeconds: 1,
    });
  }
  const body = stored.body !== null && claim.sealWith !== undefined ? unseal(stored.body, claim.sealWith) : stored.body;
  return { status: stored.status, headers: { ...stored.headers, 'Idempotency-Replayed': 'true' }, body };
}

/** Stores the reply for replays; in the transaction of the change itself, so that both stand or neither. */
export async function keepReply(sql: Sql, claim: Claim, reply: Rendered): Promise<void> {
  const body = reply.body !== null && claim.sealWith !== undefined ? seal(reply.body, claim.sealWith) : reply.body;
  const kept = await sql.$executeRaw`
    UPDATE idempotency SET status = ${reply.status}, headers = ${JSON.stringify(reply.headers)}::jsonb, body = ${body}
    WHERE principal = ${claim.principal} AND route = ${claim.route} AND key = ${claim.key} AND claim = ${claim.token}`;
  if (kept !== 1) throw conflict('idempotency.in-progress', 'Another request took this key over.');
}

/** Gives the key back after a refusal: nothing was changed, so a retry may try again. */
export async function dropClaim(sql: Sql, claim: Claim): Promise<void> {
  await sql.$executeRaw`DELETE FROM idempotency WHERE principal = ${claim.principal} AND route = ${claim.route}
    AND key = ${claim.key} AND claim = ${claim.token} AND status IS NULL`;
}

const keyOf = (secret: string, salt: Buffer) => Buffer.from(hkdfSync('sha256', secret, salt, 'idempotent reply', 32));

function seal(text: string, secret: string): string {
  const salt = randomBytes(16);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, salt), salt.subarray(0, 12));
  return Buffer.concat([salt, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

function unseal(sealed: string, secret: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const salt = bytes.subarray(0, 16);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, salt), salt.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return decipher.update(bytes.subarray(16, -16), undefined, 'utf8') + decipher.final('utf8');
}
