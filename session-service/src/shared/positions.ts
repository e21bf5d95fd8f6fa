import { keyset } from '@ems/chassis/http';

/** Pages of rooms or tracks: by position, and within one position in the order of creation. */
export function pagesByPosition<Row extends { position: number; id: string }>() {
  const pages = keyset(['int4', 'uuid'], ({ position, id }: Row) => [position, id]);
  return {
    page: pages.page,
    /** What Prisma reads of an event for the page after a cursor: one row more than the page has. */
    query(eventId: string, limit: number, cursor: string | undefined) {
      const last = pages.after(cursor);
      const isAfter = last && { OR: [{ position: { gt: last[0] } }, { position: last[0], id: { gt: last[1] } }] };
      const orderBy = [{ position: 'asc' as const }, { id: 'asc' as const }];
      return { where: { eventId, ...isAfter }, orderBy, take: limit + 1 };
    },
  };
}
