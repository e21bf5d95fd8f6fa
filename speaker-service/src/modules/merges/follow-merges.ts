import { DomainError } from '@ems/chassis/errors';
import { apiBase, movedTo, type Route } from '@ems/chassis/http';
import { z } from 'zod';
import type { SpeakerDatabase, Tx } from '../../shared/database';
import { findMerged } from '../speakers';

const ofOneSpeaker = `${apiBase}/speakers/:id`;
const params = z.looseObject({ id: z.uuid().toLowerCase() });
const query = z.record(z.string(), z.coerce.string());

/**
 * What a route does not find under a merged profile's id, it redirects (308) to the same place under the profile that stands.
 * Deleting and merging are not redirected: a client that follows would undo the one that stands.
 */
export const followMerges = (database: SpeakerDatabase, routes: readonly Route<Tx>[]): Route<Tx>[] =>
  routes.map(route => {
    const { method, path } = route;
    if (!path.startsWith(ofOneSpeaker) || method === 'delete' || path.endsWith('/merge')) return route;
    return {
      ...route,
      replies: { ...route.replies, 308: null },
      async handle(input) {
        try {
          return await route.handle(input);
        } catch (error) {
          if (!(error instanceof DomainError) || error.kind !== 'not-found') throw error;
          const { id, ...rest } = params.parse(input.params);
          const into = (await findMerged(database.read, [id])).get(id);
          if (into === undefined) throw error;
          const values: Record<string, unknown> = { ...rest, id: into };
          const place = path.replace(/:(\w+)/g, (_, name: string) => String(values[name]));
          const asked = new URLSearchParams(query.parse(input.query)).toString();
          return movedTo(asked === '' ? place : `${place}?${asked}`);
        }
      },
    };
  });
