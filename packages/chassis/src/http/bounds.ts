import type { z } from 'zod';
import { type FieldError, type FieldErrorCode, invalid, parseInput, pointerTo } from '../errors';

/** What no text of a request may exceed, whatever its route allows: 20,000 characters of two UTF-16 units each. */
const longestText = 40_000;
/** Combining marks in a row, as in the stream-safe text format (UAX #15, 13): sorting longer runs is quadratic. */
const mostMarks = 30;
const mostItems = 1_000;
/** Far more than any object has that a route takes. */
const mostMembers = 1_000;
/** Deeper texts are dear to parse, and so are those of many values, or of many lists and objects. */
const [mostLevels, mostValues, mostNested] = [20, 20_000, 2_000];

/** As `parseInput`, of a value that is within the bounds. Of too many fields the first are looked at, and the others counted. */
export function parseBounded<T>(schema: z.ZodType<T>, value: unknown, prefix = ''): T {
  const { first, more } = firstMembers(value);
  requireBounded(first, prefix);
  return parseInput(schema, first, prefix, more);
}

function firstMembers(value: unknown): { first: unknown; more: number } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { first: value, more: 0 };
  const names = Object.keys(value);
  if (names.length <= mostMembers) return { first: value, more: 0 };
  const members = names.slice(0, mostMembers).map(name => [name, value[name as keyof typeof value]]);
  return { first: Object.fromEntries(members), more: names.length - mostMembers };
}

/**
 * Refuses what would be dear to look at, before a schema normalises, matches or transforms any of it. Costs one pass over the
 * value, and ends at the first thing that is too large.
 * @param prefix as of `parseInput`
 * @throws DomainError `validation-failed`
 */
export function requireBounded(value: unknown, prefix = ''): void {
  const error = findUnbounded(value, prefix, []);
  if (error) throw invalid([error]);
}

function findUnbounded(value: unknown, prefix: string, path: (string | number)[]): FieldError | undefined {
  const tooMuch = (code: FieldErrorCode, maximum: number, detail: string) => ({
    pointer: pointerTo(prefix, path),
    code,
    detail,
    maximum,
  });
  if (typeof value === 'string') {
    if (value.length > longestText) return tooMuch('too-long', longestText / 2, 'A text has at most 20,000 characters');
    return hasTooManyMarks(value)
      ? tooMuch('too-many-marks', mostMarks, `At most ${mostMarks} combining marks in a row`)
      : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value) && value.length > mostItems)
    return tooMuch('too-many', mostItems, `A list has at most ${mostItems} items`);
  let members = 0;
  for (const key in value) {
    if (++members > mostMembers) return tooMuch('too-many', mostMembers, `At most ${mostMembers} fields`);
    path.push(key);
    const error = findUnbounded(value[key as keyof typeof value], prefix, path);
    if (error) return error;
    path.pop();
  }
  return undefined;
}

/** Of a JSON text that is not parsed yet: how deep it is, and of how many parts. @throws DomainError `validation-failed` */
export function requireParsable(json: Uint8Array): void {
  let [levels, nested, values] = [0, 0, 1];
  let isText = false;
  for (let index = 0; index < json.length; index++) {
    const byte = json[index];
    if (byte === code.quote) isText = !isText;
    else if (isText) index += byte === code.backslash ? 1 : 0;
    else if (byte === code.comma) values++;
    else if (byte === code.list || byte === code.object) [levels, nested] = [levels + 1, nested + 1];
    else if (byte === code.listEnd || byte === code.objectEnd) levels--;
    if (levels > mostLevels) throw tooMuchJson('too-deep', mostLevels, 'levels');
    if (values > mostValues) throw tooMuchJson('too-many', mostValues, 'values');
    if (nested > mostNested) throw tooMuchJson('too-many', mostNested, 'lists and objects');
  }
}

const tooMuchJson = (code: FieldErrorCode, maximum: number, parts: string) =>
  invalid([{ pointer: '#', code, detail: `At most ${maximum} ${parts}`, maximum }]);

const code = { quote: 0x22, comma: 0x2c, list: 0x5b, backslash: 0x5c, listEnd: 0x5d, object: 0x7b, objectEnd: 0x7d };

function hasTooManyMarks(text: string): boolean {
  let marks = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index) ?? 0;
    if (code > 0xffff) index++;
    marks = isMark(code) ? marks + 1 : 0;
    if (marks > mostMarks) return true;
  }
  return false;
}

const firstMark = 0x300;
/** By code point of the first two planes, beyond which no mark is ever moved: 1 for a mark, 2 for none, 0 for not asked yet. */
const known = new Uint8Array(0x20000);

function isMark(code: number): boolean {
  if (code < firstMark || code >= known.length) return false;
  known[code] ||= /\p{M}/u.test(String.fromCodePoint(code)) ? 1 : 2;
  return known[code] === 1;
}
