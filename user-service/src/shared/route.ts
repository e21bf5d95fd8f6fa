import type { Sql } from '@ems/chassis/database';
import { type GrantPolicy, routesFor, type Target } from '@ems/chassis/http';
import type { ProblemCode, Scope } from '@ems/contracts';
import { z } from 'zod';
import type { Tx } from './database';

/** What has to do with an account takes a login, unless its route says otherwise; and no account belongs to an event. */
const policy: GrantPolicy<Scope> = { read: 'login', write: 'login', eventsOf };

/** The event that a request is about, by the id or slug in its path. */
async function eventsOf(sql: Sql, { path, params: { id } }: Target): Promise<string[]> {
  if (!path.startsWith('/events/:id/') || typeof id !== 'string') return [];
  if (z.uuid().safeParse(id).success) return [id];
  const rows = await sql.$queryRaw<
    { id: string }[]
  >`SELECT id::text FROM event_replicas WHERE slug = ${id} AND owner_id IS NOT NULL`;
  return rows.map(event => event.id);
}

export const route = routesFor<Tx, Scope, ProblemCode>(policy);
