import { Prisma } from '../generated/prisma/client';

/** Whether everybody may see a session of an event `e` that has released nothing, as a part of a statement. */
export const isPublicSession = (session: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${session}.status = 'confirmed' AND e.public
    AND NOT EXISTS (SELECT FROM release_replicas WHERE event_id = ${session}.event_id))`;

/** Whether everybody may see a released session of an event `e`: until the event is hidden, or it was withdrawn. */
export const isPublicRelease = (session: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(e.public AND NOT EXISTS (
    SELECT FROM session_replicas w WHERE w.id = ${session}.id AND (w.deleted OR w.status NOT IN ('accepted', 'confirmed'))))`;
