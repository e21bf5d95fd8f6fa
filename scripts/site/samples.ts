import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message as it was or is on the wire, in the shape of some version of its contract. */
export type Sample = Record<string, unknown>;

const folder = join(import.meta.dirname, '../../packages/contracts/samples');
const digests = 'frozen.json';

/** By type, the samples of its file: oldest shape first, that of now last. */
export const readSamples = (): Record<string, Sample[]> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter(name => name !== digests)
      .map(name => [name.replace(/\.json$/, ''), read(name)]),
  );

/** By type, the digest of each sample that may no longer change. */
export const readFrozenDigests = (): Record<string, string[]> => read(digests);

const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
