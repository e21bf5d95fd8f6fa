import { apiBase, type Route, redirectMissing } from '@ems/chassis/http';
import type { EventDatabase, Tx } from '../../shared/database';
import { readEvent } from './read-event';

const events = `${apiBase}/events/`;

/**
 * What a read of something of an event does not find under a slug that it had, it redirects (308) to the same path under the
 * current one, as a read of the event itself does.
 */
export const redirectOldSlugs = <R extends Route<Tx>>(database: EventDatabase, routes: readonly R[]): R[] =>
  redirectMissing<Tx, R>(
    routes,
    ({ method, path, replies }) => method === 'get' && path.startsWith(`${events}:id/`) && !(308 in replies),
    ({ id: ref, caller, pathUnder, error }) => {
      const read = { ref, caller, path: pathUnder('').slice(events.length) };
      // Of an event that is called so, it was something else that is not there.
      return readEvent(database.sql, read, () => Promise.reject(error));
    },
  );
