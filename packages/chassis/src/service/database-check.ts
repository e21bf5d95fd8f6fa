import { type Database, missingSetup, pgError } from '../database';
import type { HealthChecks } from '../lifecycle';
import type { Logger } from '../log';

/** The readiness of a database. One that is not set up says what it lacks, in the reply and, once, in the log. */
export function databaseCheck(
  { ping }: Pick<Database<unknown, unknown>, 'ping'>,
  logger: Logger,
): HealthChecks[string] {
  let logged: string | undefined;
  return async () => {
    try {
      await ping();
    } catch (error) {
      const missing = missingSetup(error);
      if (missing && missing !== logged)
        logger.error(`database is not set up: ${missing}; provision it and apply its migrations`);
      logged = missing ?? logged;
      const state = pgError(error)?.sqlState;
      return { state: 'down', reason: missing ?? (state ? `it answers with SQLSTATE ${state}` : 'it does not answer') };
    }
    if (logged) logger.info('database is set up');
    logged = undefined;
    return 'up';
  };
}
