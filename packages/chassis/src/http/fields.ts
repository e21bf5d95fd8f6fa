import { z } from 'zod';
import type { ZodOpenApiOverrideContext } from 'zod-openapi';
import { fieldRule } from '../errors';
import { foldText } from './fold-text';

const line = /^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u;
/**
 * What embeds, overrides or isolates the direction of text (UAX #9): within one line it would turn what stands after it too. Marks of
 * direction and joiners are part of how words of some scripts are written.
 */
const turnsDirection = /[\u202A-\u202E\u2066-\u2069]/;
const lines = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;
/** The same as OpenAPI says it: by characters, which every engine of patterns knows, and without halves of characters. */
const shownLine = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$';
const shownLines = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$';

/**
 * A text that nothing looks at while it is too long: what follows in its chain, but for other bounds, is left out then.
 * @param max in characters (code points), as sent
 */
export const boundedText = (max: number, error?: string) => z.string().max(max, { abort: true, error });

/** NFC makes a few characters longer. */
const stillWithin =
  (max: number) =>
  ({ value, issues }: z.core.ParsePayload<string>): void => {
    if (value.length > max && Array.from(value).length > max)
      issues.push({ code: 'too_big', origin: 'string', maximum: max, inclusive: true, input: value });
  };

/** A text of which nothing is seen is as good as none. */
const visible =
  (min: number) =>
  ({ value, issues }: z.core.ParsePayload<string>): void => {
    if (min > 0 && value.length >= min && foldText(value) === '')
      issues.push({ code: 'too_small', origin: 'string', minimum: min, inclusive: true, input: value });
  };

/**
 * One line of text: trimmed, NFC, without control characters and what turns the direction of text, `min` to `max` characters long, of
 * which something is seen.
 */
export const textLine = (max: number, min = 1) =>
  boundedText(max)
    .trim()
    .normalize('NFC')
    .min(min)
    .check(stillWithin(max), visible(min))
    .refine(
      value => line.test(value),
      fieldRule('control-characters', 'Control characters and line breaks are not allowed'),
    )
    .refine(
      value => !turnsDirection.test(value),
      fieldRule('control-characters', 'Characters that turn the direction of text are not allowed'),
    )
    .meta({ pattern: shownLine });

/** Text of several lines, otherwise like {@link textLine}; may be empty. */
export const textBlock = (max: number) =>
  boundedText(max)
    .trim()
    .normalize('NFC')
    .check(stillWithin(max))
    .refine(value => lines.test(value), fieldRule('control-characters', 'Control characters are not allowed'))
    .meta({ pattern: shownLines });

/** An RFC 3339 instant with offset, between 1970 and 2199, as a Date. */
export const instant = boundedText(40)
  .check(z.iso.datetime({ offset: true, abort: true }))
  .refine(
    value => /^(19[7-9]|2[01]\d)\d/.test(value),
    fieldRule('year-out-of-range', 'The year must be between 1970 and 2199'),
  )
  .transform(value => new Date(value));

/** How instants leave: RFC 3339 in UTC. */
export const instantOut = z.iso.datetime();

/** What every resource says of its own history; spread into its view. */
export const recorded = {
  createdAt: instantOut.describe('When it was created'),
  updatedAt: instantOut.describe('When it was last changed'),
  version: z.int().describe('Counts its changes; its ETag begins with it'),
};

export const httpsUrl = boundedText(2_000).check(z.url({ protocol: /^https$/ }));

/** A colour as `#1f77b4`, in lower case. */
export const hexColor = boundedText(7)
  .regex(/^#[\da-f]{6}$/i, 'Must be a colour like #1f77b4')
  .toLowerCase();

/** A UUID as the database writes it, so that ids can be compared as text. */
export const id = z.uuid().toLowerCase();

/** The id of a resource, or a slug that it has or had: lower case, and never shaped like an id. */
export const idOrSlug = boundedText(60)
  .toLowerCase()
  .regex(/^[a-z0-9-]{3,60}$/, 'This is neither an id nor a slug')
  .meta({
    description: 'An id or a slug; the id of what was just created is known everywhere, its slug a moment later',
  });

export const idParams = z.strictObject({ id: id.describe('Its id') });

/** A filter that may be repeated, at most 20 times (`?tag=a&tag=b`): it finds what has any of the values. */
export const repeatable = <Item extends z.ZodType>(item: Item) =>
  z
    .union([item, z.array(item).min(1).max(20)])
    .meta({ override: showList })
    .transform((value): z.output<Item>[] => (Array.isArray(value) ? value : [value as z.output<Item>]));

/** OpenAPI says the list alone: a single value is a list of one, which looks the same in a query. */
function showList({ jsonSchema }: ZodOpenApiOverrideContext): void {
  Object.assign(jsonSchema, jsonSchema.anyOf?.[1]);
  delete jsonSchema.anyOf;
}

/** What a read adds to its reply: some of these names (`?include=a,b`, `?include=a&include=b`); by default none. */
export const included = <const Name extends string>(names: readonly Name[]) =>
  separated(z.enum(names), names.length, 200)
    .default([])
    .meta({ description: `Adds ${names.join(', ')}: one of them, or several, repeated or separated by commas` });

/** `?flag=true`; anything else but `false` is refused. */
export const flag = z
  .enum(['true', 'false'])
  .meta({ override: showBoolean })
  .transform(value => value === 'true');

function showBoolean({ jsonSchema }: ZodOpenApiOverrideContext): void {
  jsonSchema.type = 'boolean';
  delete jsonSchema.enum;
}

/** A whole number in a query, where all is text: `?limit=20`. */
export const queryInteger = (minimum: number, maximum: number) =>
  z
    .string()
    .refine(text => /^-?\d{1,15}$/.test(text), fieldRule('not-an-integer', 'Must be a whole number'))
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum))
    .meta({
      override: ({ jsonSchema }: ZodOpenApiOverrideContext): void => {
        Object.assign(jsonSchema, { type: 'integer', format: 'int64', minimum, maximum });
      },
    });

/**
 * A list in a query, its items separated by commas, or one each where it is repeated, as most clients made from OpenAPI send it.
 * What is there twice counts once.
 * @param max how many items
 * @param maxLength of each time that it is there, in characters
 */
export function separated<Item extends z.ZodType<unknown, string>>(item: Item, max: number, maxLength: number) {
  const list = z.array(item).max(max);
  const text = boundedText(maxLength);
  return z
    .union([text, z.array(text).max(Math.max(max, mostRepeated))])
    .transform(value => [value].flat().flatMap(part => part.split(',').map(each => each.trim())))
    .transform(items => [...new Set(items)])
    .pipe(list)
    .meta({ override: showSeparated(list) });
}

/** So often a list of a few items may be repeated, whatever it has twice. */
const mostRepeated = 20;

function showSeparated(list: z.ZodType) {
  const { $schema: _, ...shown } = z.toJSONSchema(list, {
    io: 'input',
    // As in the rest of the document.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return ({ jsonSchema }: ZodOpenApiOverrideContext): void => {
    delete jsonSchema.anyOf;
    Object.assign(jsonSchema, shown);
  };
}
