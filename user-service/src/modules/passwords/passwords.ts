import { createBulkhead } from '@ems/chassis/concurrency';
import { fieldRule } from '@ems/chassis/errors';
import { type Admission, boundedText } from '@ems/chassis/http';
import type { Component } from '@ems/chassis/lifecycle';
import { hashSync } from 'bcrypt';
import { isCommon } from './common-passwords';
import { createHashPool } from './hash-pool';
import type { Verification } from './hashes';

/** bcrypt reads 72 bytes and no more, so a longer password is refused rather than truncated. */
export const newPassword = boundedText(72, 'At most 72 bytes')
  .refine(value => [...value].length >= 10, fieldRule('too-short', 'At least 10 characters', { minimum: 10 }))
  .refine(value => Buffer.byteLength(value) <= 72, fieldRule('too-long', 'At most 72 bytes', { maximum: 72 }))
  .refine(value => !value.includes('\0'), fieldRule('control-characters', 'Must not contain NUL'))
  .refine(
    value => !isCommon(value),
    fieldRule('password-common', 'One of the most common passwords, which are tried first'),
  )
  .meta({ format: 'password', description: 'At least 10 characters, at most 72 bytes, and no common one' });

/** More than two would share the cores that most machines have, and all would wait longer. */
const concurrency = 2;
const maxQueue = 32;
/** The gateway gives up after five seconds. Who logs in would rather wait than come again. */
const waits = { maxWaitMs: 4_000, persistentWaitMs: 2_000 };
const rejection = { detail: 'Too many passwords are being checked at the moment.', retryAfterSeconds: 2 };

export interface Passwords {
  /**
   * For routes that hash: a request that would find the queue full is rejected before it costs a statement.
   * @throws DomainError 503 when too many passwords are being checked
   */
  admit: Admission;
  /** @throws DomainError 503 when too many passwords are being checked */
  hash(password: string, signal?: AbortSignal): Promise<string>;
  /**
   * A wrong password takes the same time whether or not there is a hash to compare with, and whatever its cost.
   * @throws DomainError 503 when too many passwords are being checked
   */
  verify(password: string, stored: string | undefined, signal?: AbortSignal): Promise<Verification>;
  /** As {@link verify}, without a rehash. */
  matches(password: string, stored: string, signal?: AbortSignal): Promise<boolean>;
  /** Stops the worker threads. */
  component: Component;
}

/** @param cost of new hashes: the logarithm of bcrypt's rounds */
export function createPasswords(cost: number): Passwords {
  const dummyHash = hashSync('no account has this password', cost);
  const bulkhead = createBulkhead({ concurrency, maxQueue, ...waits, ...rejection });
  const pool = createHashPool();
  const verify = (password: string, stored: string, rehash: boolean, signal: AbortSignal | undefined) =>
    // One turn for comparing and rehashing, so that a right password is not rejected after all.
    bulkhead(() => pool.run({ kind: 'verify', password, stored, cost, rehash }), signal);
  return {
    admit: createBulkhead({ concurrency: concurrency + maxQueue, maxQueue: 0, ...rejection }),
    hash: (password, signal) => bulkhead(() => pool.run({ kind: 'hash', password, cost }), signal),
    async verify(password, stored, signal) {
      const verification = await verify(password, stored ?? dummyHash, true, signal);
      return stored === undefined ? { isMatch: false } : verification;
    },
    matches: async (password, stored, signal) => (await verify(password, stored, false, signal)).isMatch,
    component: { name: 'passwords', stop: pool.stop },
  };
}
