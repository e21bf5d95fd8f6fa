import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What is written by a build. */
const OUTPUTS = /(^|\/)(dist|generated)\/|^api-gateway\/site\//;
/** Neither read nor written by it; of what is installed, npm's own list says enough. */
const OUTSIDE = /(^|\/)(node_modules|coverage|\.git|\.local)$|^\.env/;
const INSTALLED = 'node_modules/.package-lock.json';

/** What is known of a tree: one hash over all that a build reads, one over all that it writes. */
interface Stamp {
  sources: string;
  outputs: string;
}

export interface BuildOptions<Result> {
  tree: string;
  /** Keeps what is known of the last build of everything. */
  stampFile: string;
  /** False for a part of the tree, after which the rest may be out of date. */
  isWhole: boolean;
  build: () => Promise<Result>;
}

/**
 * Builds a tree, or a part of it, unless nothing has been written since all of it was built: neither what a build reads nor what it
 * writes. The size and times of each file tell, among them that of the change of its inode, which nobody can set.
 * @returns what came of the build, or `built` where none was needed
 */
export async function unlessBuilt<Result extends { code: number }>(
  options: BuildOptions<Result>,
): Promise<Result | 'built'> {
  const { tree, stampFile, isWhole, build } = options;
  const before = stampOf(tree);
  const last = readStamp(stampFile);
  if (last?.sources === before.sources && last.outputs === before.outputs) return 'built';
  const result = await build();
  if (result.code !== 0 || !isWhole) return result;
  // With the sources of before: what has been edited meanwhile may not have been read.
  const stamp: Stamp = { sources: before.sources, outputs: stampOf(tree).outputs };
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify(stamp));
  return result;
}

function readStamp(path: string): Partial<Stamp> | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<Stamp>;
  } catch {
    // There is none, or half of one.
    return undefined;
  }
}

function stampOf(tree: string): Stamp {
  const files = listFiles(tree, '');
  return {
    sources:
      process.version +
      installed(tree) +
      hashOf(
        tree,
        files.filter(path => !OUTPUTS.test(path)),
      ),
    outputs: hashOf(
      tree,
      files.filter(path => OUTPUTS.test(path)),
    ),
  };
}

/** By content: whoever copies a tree by hard links changes the times of its packages. */
function installed(tree: string): string {
  const path = join(tree, INSTALLED);
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
}

/** Relative to the tree, in the order of their names. */
function listFiles(tree: string, folder: string): string[] {
  const paths = readFolder(join(tree, folder)).map(entry => ({ entry, path: folder + entry.name }));
  return paths
    .filter(({ path }) => !OUTSIDE.test(path))
    .flatMap(({ entry, path }) => (entry.isDirectory() ? listFiles(tree, `${path}/`) : [path]));
}

function readFolder(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // It has gone since it was listed.
    return [];
  }
}

function hashOf(tree: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of files) {
    const stats = lstatSync(join(tree, path), { throwIfNoEntry: false });
    hash.update(`${path}\0${stats?.size} ${stats?.mtimeMs} ${stats?.ctimeMs}\0`);
  }
  return hash.digest('hex');
}
