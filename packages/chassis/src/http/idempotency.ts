import { randomUUID } from 'node:crypto';
import type { Sql } from '../database';
import { invalidField, transportError } from '../errors';
import { failpoint } from '../failpoints';
import type { Rendered } from './render';
import { type RequestSeal, requestSeal, type SealSecrets } from './request-seal';

const inProgress = failpoint('idempotency.in_progress');

/** One Idempotency-Key in one caller's hands (draft-ietf-httpapi-idempotency-key-header). */
export interface IdempotencyKey {
  principal: string;
  route: string;
  key: string;
  /** Proves that a later write is by the process that holds the key. */
  claim: string;
  /** Of the secret of now first, then of those of before, by which a reply that is there may be sealed. */
  seals: [RequestSeal, ...RequestSeal[]];
  /** The reply holds secrets, or tells of others, so it is stored sealed. */
  isSecret: boolean;
}

/** What the caller gets, and what replays get instead: the same but for what is shown only once. */
export interface Answer {
  sent: Rendered;
  replay: Rendered;
}

/** Stores the answer in the transaction of the change itself, so that both are committed or neither. */
export type StoreAnswer = (tx: Sql, answer: Answer) => Promise<void>;

interface Stored {
  fingerprint: string;
  claim: string;
  status: number | null;
  headers: Record<string, string> | null;
  body: string | null;
}

/**
 * @param secrets of the service: a copy of the database tells nothing of a request, and opens no reply
 * @param body of the request: the key is good for no other
 * @param isSecret the reply holds secrets, or tells of others, so it is stored in a form that the same request body alone opens
 * @throws DomainError 400 for a key that is no printable ASCII of 1 to 255 characters
 */
export function idempotencyKey(
  [secret, ...before]: SealSecrets,
  principal: string,
  route: string,
  key: string,
  body: unknown,
  isSecret: boolean,
): IdempotencyKey {
  if (key.length > 255 || !/^[\x21-\x7e]+$/.test(key)) {
    throw invalidField(
      '#/headers/Idempotency-Key',
      'not-an-idempotency-key',
      'Must be 1 to 255 printable ASCII characters.',
    );
  }
  const sealOf = (each: string) => requestSeal(each, [principal, route, key, body]);
  return { principal, route, key, claim: randomUUID(), seals: [sealOf(secret), ...before.map(sealOf)], isSecret };
}

/**
 * Owns a key from its claim to its stored reply: the work runs once, and whoever sends the key again gets the first reply.
 * A refusal gives the key back, as nothing was changed.
 * @param work stores its answer in its own transaction where it has one, if there is a key; what it did not store is stored after it
 * @throws DomainError 409 while the first request still runs; 422 when the key was used with another body
 */
export async function withIdempotency(
  sql: Sql,
  key: IdempotencyKey | undefined,
  work: (store?: StoreAnswer) => Promise<Answer>,
): Promise<Rendered> {
  if (key === undefined) return (await work()).sent;
  const first = await claimKey(sql, key);
  if (first) return first;
  inProgress();
  let stored: Answer | undefined;
  try {
    const answer = await work(async (tx, committing) => {
      await storeReply(tx, key, committing.replay);
      stored = committing;
    });
    if (stored !== answer) await storeReply(sql, key, answer.replay);
    return answer.sent;
  } catch (error) {
    await releaseKey(sql, key).catch(() => undefined);
    throw error;
  }
}

/**
 * Claims the key for 30 seconds, unless it is claimed.
 * @returns the first reply, if there was one: it is to be sent again
 * @throws DomainError 409 while the first request still runs; 422 when the key was used with another body
 */
async function claimKey(sql: Sql, key: IdempotencyKey): Promise<Rendered | undefined> {
  const fingerprints = key.seals.map(({ fingerprint }) => fingerprint);
  // Not waited for until it is on disk: whatever is done under the claim is committed behind it, in one log.
  const rows = await sql.$queryRaw<Stored[]>`
    WITH claim AS (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO idempotency AS i (principal, route, key, fingerprint, claim, locked_until, expires_at)
    SELECT ${key.principal}, ${key.route}, ${key.key}, ${fingerprints[0]}, ${key.claim},
      now() + interval '30 seconds', now() + interval '24 hours'
    FROM claim
    ON CONFLICT (principal, route, key) DO UPDATE SET
      claim = CASE WHEN i.expires_at < now() OR (i.status IS NULL AND i.locked_until < now() AND i.fingerprint = ANY (${fingerprints}))
                   THEN excluded.claim ELSE i.claim END,
      fingerprint = CASE WHEN i.expires_at < now() THEN excluded.fingerprint ELSE i.fingerprint END,
      status = CASE WHEN i.expires_at < now() THEN NULL ELSE i.status END,
      locked_until = CASE WHEN i.expires_at < now() OR (i.status IS NULL AND i.locked_until < now() AND i.fingerprint = ANY (${fingerprints}))
                          THEN excluded.locked_until ELSE i.locked_until END,
      expires_at = CASE WHEN i.expires_at < now() THEN excluded.expires_at ELSE i.expires_at END
    RETURNING fingerprint, claim, status, headers, body`;
  const stored = rows[0];
  if (!stored || stored.claim === key.claim) return undefined;
  const seal = key.seals.find(({ fingerprint }) => fingerprint === stored.fingerprint);
  if (!seal) {
    throw transportError(
      'unprocessable',
      'idempotency.key-reused',
      'This Idempotency-Key came before with another body.',
    );
  }
  if (stored.status === null) {
    throw transportError('conflict', 'idempotency.in-progress', 'The first request with this key still runs.', {
      retryAfterSeconds: 1,
    });
  }
  // Replies of before their route had them sealed are JSON as it is.
  const { body: kept } = stored;
  const body = kept === null || !key.isSecret || kept.startsWith('{') ? kept : seal.unseal(kept);
  return { status: stored.status, headers: { ...stored.headers, 'Idempotency-Replayed': 'true' }, body };
}

async function storeReply(sql: Sql, key: IdempotencyKey, reply: Rendered): Promise<void> {
  const [seal] = key.seals;
  const text = reply.body === null ? null : reply.body.toString();
  const body = text !== null && key.isSecret ? seal.seal(text) : text;
  const kept = await sql.$executeRaw`
    UPDATE idempotency SET status = ${reply.status}, headers = ${JSON.stringify(reply.headers)}::jsonb, body = ${body},
      fingerprint = ${seal.fingerprint}
    WHERE principal = ${key.principal} AND route = ${key.route} AND key = ${key.key} AND claim = ${key.claim}`;
  if (kept !== 1) throw transportError('conflict', 'idempotency.in-progress', 'Another request took this key over.');
}

async function releaseKey(sql: Sql, key: IdempotencyKey): Promise<void> {
  await sql.$executeRaw`DELETE FROM idempotency WHERE principal = ${key.principal} AND route = ${key.route}
    AND key = ${key.key} AND claim = ${key.claim} AND status IS NULL`;
}
