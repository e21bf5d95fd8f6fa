import { isDomainError } from '@ems/chassis/errors';
import { apiBase, id, movedTo, type Route } from '@ems/chassis/http';
import { z } from 'zod';
import type { SpeakerDatabase, Tx } from '../../shared/database';
import { resolveMergeTarget } from '../speakers';

const pathOfOneSpeaker = `${apiBase}/speakers/:id`;
const params = z.looseObject({ id });

/**
 * What a route does not find under a merged profile's id, it redirects (308) to the same path under the merge's target.
 * Deleting and merging are not redirected: a client that follows would undo the target.
 */
export const redirectMergedProfiles = <R extends Route<Tx>>(database: SpeakerDatabase, routes: readonly R[]): R[] =>
  routes.map(route => {
    const { method, path } = route;
    if (!path.startsWith(pathOfOneSpeaker) || method === 'delete' || path.endsWith('/merge')) return route;
    return {
      ...route,
      replies: { ...route.replies, 308: null },
      async handle(input) {
        try {
          return await route.handle(input);
        } catch (error) {
          if (!isDomainError(error, 'not-found')) throw error;
          const values: Record<string, unknown> = params.parse(input.params);
          const target = await resolveMergeTarget(database.client, String(values.id));
          if (target === undefined) throw error;
          const location = path.replace(/:(\w+)/g, (_, name: string) =>
            name === 'id' ? target : String(values[name]),
          );
          return movedTo(`${location}${input.search}`);
        }
      },
    };
  });
