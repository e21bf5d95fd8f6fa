/** One sample of Prometheus' text format. */
export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** What one target has told at one moment. */
export class Samples {
  readonly #all: readonly Sample[];

  constructor(all: readonly Sample[]) {
    this.#all = all;
  }

  /** All samples of a name, of those with such labels. */
  of(name: string, matches: (labels: Sample['labels']) => boolean = () => true): readonly Sample[] {
    return this.#all.filter(sample => sample.name === name && matches(sample.labels));
  }

  /** Their sum; undefined where there is none. */
  sum(name: string, matches?: (labels: Sample['labels']) => boolean): number | undefined {
    const found = this.of(name, matches);
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
  }
}

const line = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)/;
const label = /(?<key>\w+)="(?<value>(?:[^"\\]|\\.)*)"/g;

/** Reads Prometheus' text format, version 0.0.4, but for time stamps, which none of ours has. */
export function parseSamples(text: string): Samples {
  return new Samples(
    text.split('\n').flatMap(each => {
      const found = line.exec(each)?.groups;
      if (!found) return [];
      const labels = Array.from((found.labels ?? '').matchAll(label), ({ groups }) => [groups?.key, groups?.value]);
      return [{ name: String(found.name), labels: Object.fromEntries(labels), value: numberOf(String(found.value)) }];
    }),
  );
}

const numberOf = (text: string): number =>
  text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);

const timeoutMs = 5_000;

/** @returns undefined where nobody answers */
export async function scrape(url: string): Promise<Samples | undefined> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return reply.ok ? parseSamples(await reply.text()) : undefined;
  } catch {
    return undefined;
  }
}
