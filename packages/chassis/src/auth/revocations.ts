import { unauthenticated } from '../errors';
import { type Component, every } from '../lifecycle';
import type { Logger } from '../log';
import type { Caller } from './caller';

/** With the way of the message, an ended login is refused well within the 15 s that are promised. */
const intervalMs = 5_000;
/** A connection that was lost without a word never answers; the next reading has another. */
const readTimeoutMs = 5_000;

/** A subject or a login of which no token counts, or none that was issued in or before the second of `issuedBy`. */
export type Revoked = string | { id: string; issuedBy: Date };

/** Reads what is revoked: all, or what concerns one caller. */
export type LoadRevoked = (caller?: Caller) => Promise<Iterable<Revoked>>;

export interface Revocations {
  /** True while the token is on the list, whatever the token itself says. */
  isRevoked(caller: Caller): boolean;
  /** For what must not wait for the next reading of the list. @throws DomainError 401 */
  requireNotRevoked(caller: Caller): Promise<void>;
  component: Component;
}

/**
 * Whose access tokens no longer count, kept in memory and read again every 5 s, so that a change of the list soon holds in
 * every instance. While it cannot be read, the last one stands.
 */
export function createRevocations(load: LoadRevoked, logger: Logger): Revocations {
  let revoked: ReadonlyMap<string, number> = new Map();
  return {
    isRevoked: caller => isIn(revoked, caller),
    async requireNotRevoked(caller) {
      if (isIn(toMap(await load(caller)), caller)) throw unauthenticated();
    },
    component: every({
      name: 'revocations',
      intervalMs,
      logger,
      first: 'awaited',
      async run() {
        revoked = toMap(await within(readTimeoutMs, load()));
      },
    }),
  };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not read within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** By subject or login, whose ids have nothing in common: up to which second since the epoch its tokens do not count. */
const toMap = (list: Iterable<Revoked>): ReadonlyMap<string, number> => new Map(Array.from(list, toEntry));

const toEntry = (entry: Revoked): [string, number] =>
  typeof entry === 'string'
    ? [entry, Number.POSITIVE_INFINITY]
    : [entry.id, Math.floor(entry.issuedBy.getTime() / 1000)];

const isIn = (revoked: ReadonlyMap<string, number>, { userId, sid, issuedAt }: Caller): boolean =>
  [userId, sid].some(id => issuedAt <= (revoked.get(id) ?? Number.NEGATIVE_INFINITY));
