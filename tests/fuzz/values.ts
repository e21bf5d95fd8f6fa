import { createHash } from 'node:crypto';
import fc from 'fast-check';

/** The part of JSON Schema that the routes' own schemas use. */
export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  format?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

/** Texts that have broken other programs. */
const oddTexts = fc.constantFrom(
  '',
  ' ',
  '\0',
  '\ud800',
  'a\u0000b',
  '\u202ea',
  "'; DROP TABLE users; --",
  '%_\\',
  '__proto__',
  '../../etc/passwd',
  '%',
  '%00',
  '🎪'.repeat(40),
  'e\u0301'.repeat(300),
  'x'.repeat(30_000),
);

const instants = fc.constantFrom(
  '2027-05-01T09:00:00Z',
  '2027-05-01T10:00:00Z',
  '2027-05-02T09:30:00+02:00',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+23:59',
  '1969-12-31T23:59:59.999999999Z',
  '9999-12-31T23:59:59Z',
  '9999-12-31T23:59:59-23:59',
  '2027-03-28T02:30:00',
  '2027-02-30T00:00:00Z',
);

const oddNumbers = fc.constantFrom(0, -0, -1, 1, 1.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e308, 5e-324);

const deep = fc.constantFrom(30, 3_000).map(depth => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown);

const anything: fc.Arbitrary<unknown> = fc.oneof(oddTexts, oddNumbers, fc.jsonValue({ maxDepth: 2 }), deep);

/** What cursors are made of, as somebody would forge them who has seen some. */
const keys = fc.oneof(
  oddNumbers,
  instants,
  fc.constantFrom<unknown>(
    '2027-05-01T09:00:00.000Z',
    '0000-01-01T00:00:00.000Z',
    '2027-02-30T00:00:00.000Z',
    `2027-05-01T09:00:00.${'9'.repeat(200)}Z`,
    '01a217f2-2e30-77e8-b135-685d4f04c432',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '01A217F2-2E30-77E8-B135-685D4F04C432',
    'a\0b',
    '',
    null,
    true,
    [],
    { gt: 0 },
  ),
);

/** A cursor with a good check, as somebody makes it who has read how. @param order by which the list is sorted, where it has several */
export function forgedCursor(key: unknown, order = ''): string {
  const json = JSON.stringify(key);
  const check = createHash('sha256').update(`cursor ${order}${json}`).digest('base64url').slice(0, 8);
  return `${Buffer.from(json).toString('base64url')}.${check}`;
}

/** Of no list: so a number that a list knows stands where it cannot, or the length is another. */
const cursors = fc.oneof(fc.array(keys, { maxLength: 3 }), keys).map(key => forgedCursor(key));

/** Where values come from, and how wild they are. */
export interface World {
  /** Id for a field or parameter of this name. */
  idFor(name: string): fc.Arbitrary<string>;
  /** Nothing but what fits, or now and then something else altogether in each part. */
  wild: boolean;
}

/** What is valid where the schema alone does not say. */
const fitting: Record<string, fc.Arbitrary<string>> = {
  timezone: fc.constantFrom('Europe/Berlin', 'America/New_York'),
  tz: fc.constant('Asia/Kathmandu'),
  language: fc.constantFrom('en', 'de-AT'),
  languages: fc.constantFrom('en', 'de-AT'),
  color: fc.constant('#aa3355'),
  dayStartsAt: fc.constantFrom('00:00', '04:00'),
  country: fc.constant('DE'),
  slug: fc.nat(1e9).map(number => `fuzz-${number}`),
  password: fc.constant('correct horse battery'),
  newPassword: fc.constant('correct horse battery'),
  startsAt: fc.integer({ min: 0, max: 40 }).map(quarters => hour(8 + quarters / 4)),
  endsAt: fc.integer({ min: 0, max: 40 }).map(quarters => hour(8.5 + quarters / 4)),
};

const hour = (hours: number) => new Date(Date.UTC(2027, 4, 1) + hours * 3_600_000).toISOString();

/** Values of a schema, by the name of its field. */
export function valueFor(schema: Schema, name: string, world: World): fc.Arbitrary<unknown> {
  const fit = fitFor(schema, name, world);
  return world.wild ? fc.oneof({ weight: 6, arbitrary: fit }, { weight: 1, arbitrary: anything }) : fit;
}

function fitFor(schema: Schema, name: string, world: World): fc.Arbitrary<unknown> {
  const branches = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (branches) return fc.oneof(...branches.map(branch => valueFor(branch, name, world)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  const [type] = [schema.type].flat();
  if (type === 'object') return objectFor(schema, world);
  if (type === 'array') return fc.array(valueFor(schema.items ?? {}, name, world), { maxLength: 3 });
  if (type === 'string') return textFor(schema, name, world);
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'integer' || type === 'number') {
    const whole = fc.integer({ min: schema.minimum ?? -5, max: Math.min(schema.maximum ?? 500, 500) });
    return world.wild ? fc.oneof(whole, oddNumbers) : whole;
  }
  return anything;
}

function objectFor({ properties = {}, required = [] }: Schema, world: World): fc.Arbitrary<object> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valueFor(schema, name, world)]),
  );
  const whole = fc.record(fields, { requiredKeys: required.filter(name => name in fields) });
  if (!world.wild) return whole;
  return fc.oneof(
    whole,
    fc.tuple(whole, anything).map(([object, extra]) => ({ ...object, extra })),
  );
}

function textFor({ format, maxLength = 200 }: Schema, name: string, { idFor, wild }: World): fc.Arbitrary<string> {
  if (name === 'cursor') return wild ? fc.oneof(cursors, oddTexts) : cursors;
  if (wild && format === 'date-time') return instants;
  if (wild) return fc.oneof(idFor(name), oddTexts);
  if (fitting[name]) return fitting[name];
  if (format === 'uuid') return idFor(name);
  if (format === 'date-time') return fitting.startsAt ?? instants;
  if (format === 'idn-email') return fc.nat().map(number => `fuzz-${number}@example.org`);
  if (format === 'uri') return fc.constant('https://example.org/x');
  return fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(maxLength, 40) }).map(text => `w${text}`);
}
