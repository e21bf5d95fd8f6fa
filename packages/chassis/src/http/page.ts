import { z } from 'zod';
import { invalidField } from '../errors';

/** The query parameters of every list; spread into the list's own. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
};

/** The reply schema of a list of `item`. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), page: z.object({ nextCursor: z.string().nullable() }) });

/** The sort key of the last row seen, opaque to clients. */
export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/**
 * @returns the key behind the cursor, or undefined for the first page
 * @throws DomainError 400 for a cursor that this list did not give
 */
export function decodeCursor<Key>(schema: z.ZodType<Key>, cursor: string | undefined): Key | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw invalidField('#/query/cursor', 'cursor', 'This is no cursor of this list.');
  }
}

/**
 * Makes a page from `limit + 1` rows read in keyset order: the one too many tells that there is a next page.
 * @param keyOf the sort key of a row, unique within the list
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
  view: (row: Row) => Item,
) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null;
  return { data: shown.map(view), page: { nextCursor } };
}
