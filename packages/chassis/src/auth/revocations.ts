import { unauthenticated } from '../errors';
import type { Part } from '../lifecycle';
import type { Logger } from '../log';
import type { Caller } from './caller';

const everyMs = 15_000;

/** A subject of whom no token counts, or none that was issued in or before the second of `issuedBy`. */
export type Revoked = string | { id: string; issuedBy: Date };

/** Reads who is revoked: all, or one subject alone. */
export type LoadRevoked = (subject?: string) => Promise<Iterable<Revoked>>;

export interface Revocations {
  /** True while the token is on the list, whatever the token itself says. */
  isRevoked(caller: Caller): boolean;
  /** For what must not wait for the next reading of the list. @throws DomainError 401 */
  requireStanding(caller: Caller): Promise<void>;
  part: Part;
}

/**
 * Whose access tokens no longer count, kept in memory and read again every 15 s, so that a change of the list holds
 * within a minute in every instance. While it cannot be read, the last one stands.
 */
export function createRevocations(load: LoadRevoked, logger: Logger): Revocations {
  let revoked: ReadonlyMap<string, number> = new Map();
  let timer: NodeJS.Timeout | undefined;
  const refresh = async () => {
    try {
      revoked = toMap(await load());
    } catch (error) {
      logger.warn({ err: error }, 'the revoked subjects could not be read; the last list stands');
    }
  };
  return {
    isRevoked: caller => isIn(revoked, caller),
    async requireStanding(caller) {
      if (isIn(toMap(await load(caller.userId)), caller)) throw unauthenticated();
    },
    part: {
      name: 'revocations',
      async start() {
        await refresh();
        timer = setInterval(refresh, everyMs);
        timer.unref();
      },
      stop: () => clearInterval(timer),
    },
  };
}

/** By subject, up to which second since the epoch its tokens do not count. */
const toMap = (list: Iterable<Revoked>): ReadonlyMap<string, number> => new Map(Array.from(list, toEntry));

const toEntry = (entry: Revoked): [string, number] =>
  typeof entry === 'string'
    ? [entry, Number.POSITIVE_INFINITY]
    : [entry.id, Math.floor(entry.issuedBy.getTime() / 1000)];

const isIn = (revoked: ReadonlyMap<string, number>, { userId, issuedAt }: Caller): boolean =>
  issuedAt <= (revoked.get(userId) ?? Number.NEGATIVE_INFINITY);
