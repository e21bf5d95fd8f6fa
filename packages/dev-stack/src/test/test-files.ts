import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { root } from '../stack/config.ts';

/**
 * What a test file needs around it: `unit` nothing, `integration` servers, `end-to-end` and the drills the whole system, of which the
 * long ones take minutes each. `script`: nothing, and Node runs it uncompiled, since Jest cannot load what it tests.
 */
export type TestKind = 'script' | 'unit' | 'integration' | 'end-to-end' | 'drill' | 'long-drill';

export interface TestFile {
  /** Of its source, relative to the root. */
  path: string;
  kind: TestKind;
}

/** The first that matches decides. Unit tests run without any server's address, so that one beside its source can need none. */
const PLACES: readonly (readonly [RegExp, TestKind])[] = [
  [/^(scripts|site|packages\/(dev-stack|schedule-import)\/src)\//, 'script'],
  [/^tests\/drills\/long\//, 'long-drill'],
  [/^tests\/drills\//, 'drill'],
  [/^tests\/failpoints\//, 'integration'],
  [/^tests\//, 'end-to-end'],
  [/^(packages\/)?[\w-]+\/src\//, 'unit'],
  [/^(packages\/)?[\w-]+\/test\//, 'integration'],
];

const NO_SOURCES = new Set(['node_modules', 'dist', 'generated', '.git', '.local']);

export const isDrill = (kind: TestKind): boolean => kind === 'drill' || kind === 'long-drill';

/** Only against the whole system, for which a run of everything has no time: it has a command of its own. */
export const needsSystem = ({ kind }: Pick<TestFile, 'kind'>): boolean => kind === 'end-to-end' || isDrill(kind);

/** @throws UserError for a file that lies where no tests are run from */
export function listTestFiles(): TestFile[] {
  return globSync('**/*.test.ts', { cwd: root, exclude: path => NO_SOURCES.has(path.split('/').at(-1) ?? '') })
    .toSorted()
    .map(path => ({ path, kind: kindOf(path) }));
}

export function kindOf(path: string): TestKind {
  const kind = PLACES.find(([place]) => place.test(path))?.[1];
  if (kind === undefined)
    throw new UserError(
      `${path}: tests lie beside their source in src/, in test/ of a service or package, or in tests/.`,
    );
  return kind;
}

/** The folder of the project that compiles a file: the nearest with a tsconfig.json. */
export function projectOf(path: string): string {
  const folder = dirname(path);
  return existsSync(join(root, folder, 'tsconfig.json')) ? folder : projectOf(folder);
}

/** Where a test file is compiled to. */
export function outputOf(path: string): string {
  const project = join(root, projectOf(path));
  const { rootDir, outDir } = JSON.parse(readFileSync(join(project, 'tsconfig.json'), 'utf8')).compilerOptions as {
    rootDir: string;
    outDir: string;
  };
  const inside = relative(resolve(project, rootDir), join(root, path));
  return join(project, outDir, inside.replace(/\.ts$/, '.js'));
}
