import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Operation } from './operations';
import { valueFor, type World } from './values';

/** One call of an operation: good, nearly good or wild. */
export interface Call {
  caller: 'nobody' | 'organizer' | 'admin';
  path: string;
  query: Record<string, string | string[]>;
  /** JSON text; undefined without a body. */
  body: string | undefined;
}

/** @param ids one of each kind of thing that exists, by its noun */
export function callsOf({ path, parameters, body }: Operation, ids: Record<string, string>): fc.Arbitrary<Call> {
  const strange = fc.oneof(
    fc.constantFrom(...Object.values(ids)),
    fc.constantFrom(randomUUID(), 'me', 'x', '..', '%ff'),
  );
  /** `eventId` and `/events/{id}` mean an event. */
  const idFor = (name: string) => {
    const noun = name.replace(/(OrSlug|Id|Ids)$/, '');
    const id = ids[noun] ?? ids[/\/(\w+)s\/\{id/.exec(path)?.[1] ?? ''];
    return id ? fc.oneof({ weight: 9, arbitrary: fc.constant(id) }, { weight: 1, arbitrary: strange }) : strange;
  };
  return fc.boolean().chain(wild => {
    const world: World = { wild, idFor };
    // Where everything else fits, a list is asked with one half of the time.
    const { query } = parameters;
    const values = Object.fromEntries(query.map(({ name, schema }) => [name, valueFor(schema, name, world)]));
    const requiredKeys = query.filter(({ required }) => required).map(({ name }) => name);
    return fc
      .record({
        caller: fc.constantFrom<Call['caller'][]>('nobody', 'organizer', 'organizer', 'admin'),
        at: fc.record(Object.fromEntries(parameters.path.map(name => [name, idFor(name)]))),
        query: fc.record(values, { requiredKeys }),
        sent: body ? valueFor(body, '', world) : fc.constant(undefined),
      })
      .map(({ caller, at, query, sent }) => ({
        caller,
        path: path.replace(/\{(\w+)\}/g, (_, name: string) => String(at[name])),
        query: asTexts(query),
        body: JSON.stringify(sent),
      }));
  });
}

/** A query as it can be written, lists as one parameter an item: without what no URL can hold. */
const asTexts = (query: object): Call['query'] =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.map(asText) : asText(value)]),
  );

const asText = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 4_000).toWellFormed();
