import { z } from 'zod';
import type { Caller } from '../auth';
import { isDomainError } from '../errors';
import type { Reply } from './reply';
import type { Route } from './route';

const ofOne = z.looseObject({ id: z.string() });

/** What a route has not found. */
export interface Missing {
  /** The parameter `id` of its path. */
  id: string;
  caller: Caller | null;
  /** The path and query of the request, with another id. */
  pathUnder(id: string): string;
  /** Why it was not found. */
  error: unknown;
}

/**
 * Where some routes do not find what is at their path's `id`, looks for it elsewhere: they may redirect (308).
 * @param isLookedFor of which routes
 * @param lookFor answers with where it is, or throws
 */
export const redirectMissing = <Tx, R extends Route<Tx>>(
  routes: readonly R[],
  isLookedFor: (route: R) => boolean,
  lookFor: (missing: Missing) => Promise<Reply>,
): R[] =>
  routes.map(route => {
    if (!isLookedFor(route)) return route;
    return {
      ...route,
      replies: { ...route.replies, 308: null },
      async handle(input) {
        try {
          return await route.handle(input);
        } catch (error) {
          if (!isDomainError(error, 'not-found')) throw error;
          const values: Record<string, unknown> = ofOne.parse(input.params);
          const pathUnder = (id: string) =>
            route.path.replace(/:(\w+)/g, (_, name: string) => (name === 'id' ? id : String(values[name]))) +
            input.search;
          return lookFor({ id: String(values.id), caller: input.caller, pathUnder, error });
        }
      },
    };
  });
