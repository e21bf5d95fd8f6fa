import { apiBase, movedTo, type Route, redirectMissing } from '@ems/chassis/http';
import type { SpeakerDatabase, Tx } from '../../shared/database';
import { resolveMergeTarget } from '../speakers';

const pathOfOneSpeaker = `${apiBase}/speakers/:id`;

/**
 * What a route does not find under a merged profile's id, it redirects (308) to the same path under the merge's target.
 * Deleting and merging are not redirected: a client that follows would undo the target.
 */
export const redirectMergedProfiles = <R extends Route<Tx>>(database: SpeakerDatabase, routes: readonly R[]): R[] =>
  redirectMissing<Tx, R>(
    routes,
    ({ method, path }) => path.startsWith(pathOfOneSpeaker) && method !== 'delete' && !path.endsWith('/merge'),
    async ({ id, pathUnder, error }) => {
      const target = await resolveMergeTarget(database.client, id);
      if (target === undefined) throw error;
      return movedTo(pathUnder(target));
    },
  );
