import type { Example } from './examples.ts';

/** What is another in each run: ids, times of what was done, and what is drawn at random. */
const varying = new RegExp(
  [
    /[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}/,
    /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?!000)\d{3}Z/,
    /(?<=(?:DTSTAMP|LAST-MODIFIED):)\d{8}T\d{6}Z/,
    /(?<=^|token=|signature=)[\w-]{12}(?=…$)/,
    /(?<=^|<version>)[\da-f]{12}(?=$|<)/,
    /^(?=.*[A-Z])(?=.*\d)(?:[\w-]{16}|[\w-]{40,}|(?:[A-Z\d]{5}-){3}[A-Z\d]{5})$/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** `$RUN`, which is part of names: the first address has it. */
const runOf = (examples: readonly Example[]) => /-(\d+)@example\.org/.exec(JSON.stringify(examples))?.[1];

/**
 * The examples with what varies as it was in the last run, so that a diff shows what has changed. The first example of a
 * route is compared with the first of the last run, and so on.
 */
export function steady(examples: readonly Example[], last: readonly Example[]): Example[] {
  const run = new RegExp(`(?<=[a-z][-_])${runOf(examples)}(?!\\d)`, 'g');
  const named: Example[] = JSON.parse(JSON.stringify(examples).replace(run, found => runOf(last) ?? found));
  const earlier = Map.groupBy(last, ({ route }) => route);
  const known = new Map<string, string>();
  for (const example of named) learn(example, earlier.get(example.route)?.shift(), known);
  return JSON.parse(JSON.stringify(named), (_, value) =>
    typeof value === 'string' ? value.replace(varying, found => known.get(found) ?? found) : value,
  );
}

/** Notes what stood in the place of each varying piece. */
function learn(now: unknown, then: unknown, known: Map<string, string>): void {
  if (typeof now === 'string' && typeof then === 'string') {
    if (now.replace(varying, '') !== then.replace(varying, '')) return;
    const before = then.match(varying) ?? [];
    for (const [index, piece] of (now.match(varying) ?? []).entries())
      if (!known.has(piece)) known.set(piece, before[index] ?? piece);
  } else if (isObject(now) && isObject(then)) {
    for (const [key, value] of Object.entries(now)) learn(value, then[key], known);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
