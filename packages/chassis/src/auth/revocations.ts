import type { Part } from '../lifecycle';
import type { Logger } from '../log';
import type { Caller } from './caller';

const everyMs = 15_000;

export interface Revocations {
  /** For `composeService`: true while the token's subject is on the list, whatever the token itself says. */
  isRevoked(caller: Caller): boolean;
  part: Part;
}

/**
 * Whose access tokens no longer count, kept in memory and read again every 15 s, so that a change of the list holds
 * within a minute in every instance. While it cannot be read, the last one stands.
 * @param load reads the subjects' ids
 */
export function createRevocations(load: () => Promise<Iterable<string>>, logger: Logger): Revocations {
  let revoked: ReadonlySet<string> = new Set();
  let timer: NodeJS.Timeout | undefined;
  const refresh = async () => {
    try {
      revoked = new Set(await load());
    } catch (error) {
      logger.warn({ err: error }, 'the revoked subjects could not be read; the last list stands');
    }
  };
  return {
    isRevoked: caller => revoked.has(caller.userId),
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
