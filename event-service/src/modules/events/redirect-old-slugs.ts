import { isDomainError } from '@ems/chassis/errors';
import { apiBase, type Route } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventDatabase, Tx } from '../../shared/database';
import { readEvent } from './read-event';

const pathOfOneEvent = `${apiBase}/events/:id/`;
const params = z.looseObject({ id: z.string() });

/**
 * What a read of something of an event does not find under a slug that it had, it redirects (308) to the same path under the
 * current one, as a read of the event itself does.
 */
export const redirectOldSlugs = <R extends Route<Tx>>(database: EventDatabase, routes: readonly R[]): R[] =>
  routes.map(route => {
    const { method, path } = route;
    if (method !== 'get' || !path.startsWith(pathOfOneEvent) || 308 in route.replies) return route;
    return {
      ...route,
      replies: { ...route.replies, 308: null },
      async handle(input) {
        try {
          return await route.handle(input);
        } catch (error) {
          if (!isDomainError(error, 'not-found')) throw error;
          const values: Record<string, unknown> = params.parse(input.params);
          const rest = path
            .slice(pathOfOneEvent.length - 1)
            .replace(/:(\w+)/g, (_, name: string) => String(values[name]));
          const read = { ref: String(values.id), caller: input.caller, path: `${rest}${input.search}` };
          // Of an event that is called so, it was something else that is not there.
          return readEvent(database.sql, read, () => Promise.reject(error));
        }
      },
    };
  });
