import type { Part } from '../lifecycle';
import type { Logger } from '../log';
import type { Caller } from './caller';

const everyMs = 15_000;

/** A subject of whom no token counts, or none that was issued in or before the second of `issuedBy`. */
export type Revoked = string | { id: string; issuedBy: Date };

export interface Revocations {
  /** For `composeService`: true while the token is on the list, whatever the token itself says. */
  isRevoked(caller: Caller): boolean;
  part: Part;
}

/**
 * Whose access tokens no longer count, kept in memory and read again every 15 s, so that a change of the list holds
 * within a minute in every instance. While it cannot be read, the last one stands.
 * @param load reads the list
 */
export function createRevocations(load: () => Promise<Iterable<Revoked>>, logger: Logger): Revocations {
  /** By subject, up to which second since the epoch its tokens do not count. */
  let revoked: ReadonlyMap<string, number> = new Map();
  let timer: NodeJS.Timeout | undefined;
  const refresh = async () => {
    try {
      revoked = new Map(Array.from(await load(), toEntry));
    } catch (error) {
      logger.warn({ err: error }, 'the revoked subjects could not be read; the last list stands');
    }
  };
  return {
    isRevoked: caller => caller.issuedAt <= (revoked.get(caller.userId) ?? Number.NEGATIVE_INFINITY),
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

const toEntry = (entry: Revoked): [string, number] =>
  typeof entry === 'string'
    ? [entry, Number.POSITIVE_INFINITY]
    : [entry.id, Math.floor(entry.issuedBy.getTime() / 1000)];
