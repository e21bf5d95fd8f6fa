import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ZodOpenApiOverrideContext } from 'zod-openapi';
import { invalidField } from '../errors';
import { boundedText, flag, queryInteger } from './fields';
import type { Total } from './total';

const defaultLimit = 20;

/** OpenAPI is given no default of what is read from text. */
function showDefault({ jsonSchema }: ZodOpenApiOverrideContext): void {
  jsonSchema.default = defaultLimit;
}

/** The query parameters of every list; spread into the list's own. */
export const pageQuery = {
  limit: queryInteger(1, 100)
    .default(defaultLimit)
    .meta({ description: 'How many items a page has at most', override: showDefault }),
  cursor: boundedText(500).optional().describe('Where the page begins: `nextCursor` of the one before'),
  count: flag
    .optional()
    .meta({ description: 'Adds `page.total`: how many there are in all pages; null for more than 100,000' }),
};

const pageInfo = z
  .object({
    nextCursor: z.string().nullable().describe('The cursor of the next page; null on the last'),
    total: z.int().nullable().optional().describe('With `count=true`: how many there are; null for more than 100,000'),
  })
  .meta({ id: 'Page', description: 'Where a list goes on' });

/** The reply schema of a list of `item`; called after it, as `EventList` after `Event`. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  const { id } = item.meta() ?? {};
  return z
    .object({ data: z.array(item).describe('The items of this page'), page: pageInfo })
    .meta({ ...(id !== undefined && { id: `${id}List` }), description: 'One page of a list' });
}

/** How much of a text a list is sorted by, in characters: a cursor has a bound. */
const textKeyLength = 50;

/** The largest number by which a list is sorted, and the smallest but zero that the database reads. */
const mostFloat = 1e15;
const leastFloat = 1e-300;
/** Of the years 1 to 9999: the database knows no time for any number. */
const firstInstant = Date.parse('0001-01-01T00:00:00.000Z');
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

/** What a key may consist of, by the type of the column: each takes what that type can hold and this system writes, no more. */
const keyTypes = {
  uuid: z.uuid().lowercase(),
  timestamptz: z.string().length(24).refine(isInstant),
  int4: z.int32().min(0),
  int8: z.int().min(0),
  float8: floatOf(-mostFloat, mostFloat),
  /** An instant, in milliseconds since 1970. */
  epochMs: z.int().min(firstInstant).max(lastInstant),
  /** The latest first: in seconds before 1970. */
  secondsBefore: floatOf(-lastInstant / 1_000, -firstInstant / 1_000),
  text: z
    .string()
    .refine(value => value.isWellFormed() && !value.includes('\0') && Array.from(value).length <= textKeyLength),
  ascii: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\x20-\x7e]*$/),
} satisfies Record<string, z.ZodType<string | number>>;

function floatOf(least: number, most: number) {
  return z
    .number()
    .min(least)
    .max(most)
    .refine(value => value === 0 || Math.abs(value) >= leastFloat);
}

/** As toISOString writes it; the year 0 is no year of the database's. */
function isInstant(value: string): boolean {
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString() === value && !value.startsWith('0000');
}

type KeyType = keyof typeof keyTypes;
type KeyOf<Types extends readonly KeyType[]> = {
  -readonly [Index in keyof Types]: z.infer<(typeof keyTypes)[Types[Index]]>;
};

/** Keyset pagination of one list: its cursors hold the sort key of the last row seen, opaque to clients. */
export interface Keyset<Key, Row> {
  /**
   * @returns the key behind a cursor, or undefined for the first page
   * @throws DomainError 400 for a cursor that this list did not give
   */
  after(cursor: string | undefined): Key | undefined;
  /**
   * Makes a page from `limit + 1` rows read in order: the one too many tells that there is a next page.
   * @param total what `totalOf` gives for `?count`
   */
  page<Item>(
    rows: readonly Row[],
    limit: number,
    toItem: (row: Row) => Item,
    total: Total,
  ): { data: Item[]; page: { nextCursor: string | null } & Total };
}

/**
 * @param types of the sort key, column by column; together they are unique within the list
 * @param keyOf the sort key of a row
 * @param order names one of several orders of a list: a cursor of another is refused
 */
export const keyset = <Row, const Types extends readonly KeyType[]>(
  types: Types,
  keyOf: (row: Row) => KeyOf<Types>,
  order = '',
): Keyset<KeyOf<Types>, Row> => ({
  after(cursor) {
    if (cursor === undefined) return undefined;
    const key = decode(cursor);
    const isOurs =
      Array.isArray(key) &&
      key.length === types.length &&
      types.every((type, index) => keyTypes[type].safeParse(key[index]).success) &&
      encode(key, order) === cursor;
    if (!isOurs) throw invalidField('#/query/cursor', 'not-a-cursor', 'This is no cursor of this list.');
    return key as unknown as KeyOf<Types>;
  },
  page(rows, limit, toItem, total) {
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const isLast = rows.length <= limit || last === undefined;
    const nextCursor = isLast ? null : encode(keyOf(last), order);
    return { data: shown.map(toItem), page: { nextCursor, ...total } };
  },
});

/** With a check, so that nothing but what a list gave is one, also where another key would do: no secret, but no accident. */
function encode(key: readonly unknown[], order: string): string {
  const json = JSON.stringify(key);
  const check = createHash('sha256').update(`cursor ${order}${json}`).digest('base64url').slice(0, 8);
  return `${Buffer.from(json).toString('base64url')}.${check}`;
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor.split('.', 1)[0] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}
