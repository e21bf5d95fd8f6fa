import { readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { root } from '../stack/config.ts';
import { nearest } from './nearest.ts';
import type { TestOptions } from './options.ts';
import { isDrill, needsSystem, type TestFile } from './test-files.ts';

/**
 * What can look different on another build of PostgreSQL or RabbitMQ, as the official images have: the packages' suites
 * talk to the servers in every way that a service does (connections, rights, confirms, dead letters, locks, migrations),
 * but for four files that ask neither, and what else is here asks the database for an order of texts, a match of words, a plan or the name of
 * what it refuses. Prisma's commands are there too when `docker compose up` migrates. All else in a service is its own code, which `npm test` has tested, on the same statements.
 */
const SERVER_DEPENDENT =
  /^packages\/(?!schema-engine\/|chassis\/test\/(grpc|http-slow-bodies|prefer|reflection)\.)|\/test\/(constraints|database-setup|list-order|list-plans|lost-commits|search|search-plans|speaker-names)\.test\.ts$/;

/**
 * What can look different where the services run in containers: what the images, compose and its networks decide (the
 * gateway, rights, ports, logs, settings, the commands of the docs), and one journey of each kind of reader through it all.
 * What else is end to end asks the same code in the same way, which `npm run test:e2e` has done.
 */
const DEPLOYMENT_DEPENDENT =
  /^tests\/((gateway|docs)\/|browser\/(docs-page|origins)\.|(audit|[\w-]+-(exposure|journey|rights)|demo|key-rotation|personal-access-tokens|secret-leaks)\.test)/;

/**
 * Those that a run has to do with. Whoever names none gets what needs no running system, and in containers only what may
 * differ there. They hold neither the scripts nor what would restart a process that a drill has killed.
 */
export function runnable(files: readonly TestFile[], { compose, only, long, patterns, name }: TestOptions): TestFile[] {
  const isNamed = patterns.length > 0 || name !== undefined;
  return files.filter(({ path, kind }) => {
    if (only === 'drill') return kind === 'drill' || (isDrill(kind) && (long || isNamed));
    if (only) return kind === only;
    if (!compose) return isNamed || !needsSystem({ kind });
    if (kind === 'script' || isDrill(kind)) return false;
    if (isNamed || kind === 'unit') return isNamed;
    return (kind === 'end-to-end' ? DEPLOYMENT_DEPENDENT : SERVER_DEPENDENT).test(path);
  });
}

/**
 * The files that the patterns mean, of which each must mean one, and of these those that can have a test of the name.
 * @param cwd where the patterns were typed
 * @throws UserError with what may have been meant, when nothing matches
 */
export function selectTests(files: readonly TestFile[], { patterns, name }: TestOptions, cwd: string): TestFile[] {
  const selected = new Set(patterns.length === 0 ? files : patterns.flatMap(pattern => matching(files, pattern, cwd)));
  const inOrder = files.filter(file => selected.has(file));
  return name === undefined ? inOrder : naming(inOrder, name);
}

function matching(files: readonly TestFile[], pattern: string, cwd: string): TestFile[] {
  const found = atPath(files, pattern, cwd) ?? files.filter(({ path }) => asPattern(pattern).test(path));
  if (found.length > 0) return found;
  const paths = files.map(({ path }) => path);
  throw new UserError(`No test file matches ${pattern}. Nearest:\n${list(nearest(pattern, paths, spellings))}`);
}

/** The file, or those below the folder, of that very path; undefined when there is none of it. */
function atPath(files: readonly TestFile[], pattern: string, cwd: string): TestFile[] | undefined {
  for (const folder of [cwd, root]) {
    const absolute = resolve(folder, pattern);
    const stat = statSync(absolute, { throwIfNoEntry: false });
    const path = relative(root, absolute);
    if (stat?.isFile()) return files.filter(file => file.path === path);
    const below = stat?.isDirectory() ? files.filter(file => path === '' || file.path.startsWith(`${path}/`)) : [];
    if (below.length > 0) return below;
  }
  return undefined;
}

function asPattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'i');
  } catch {
    return new RegExp(RegExp.escape(pattern), 'i');
  }
}

function spellings(path: string): string[] {
  const file = basename(path);
  return [path, file, file.replace('.test.ts', ''), path.replace('.test.ts', '')];
}

/**
 * The files that have the name in them; else those that have all its words, since a test's whole name is made of titles and
 * of rows of tables. A name that is a true pattern says less, and may be in any.
 */
function naming(files: TestFile[], name: string): TestFile[] {
  if (/[\\^$|()[\]{}*+]/.test(name)) return files;
  const texts = files.map(file => ({ file, text: readFileSync(join(root, file.path), 'utf8') }));
  const having = (...parts: string[]) =>
    texts.filter(({ text }) => parts.every(part => text.toLowerCase().includes(part))).map(({ file }) => file);
  const phrase = name.toLowerCase();
  for (const found of [having(phrase), having(...phrase.split(/[\s.?]+/))]) if (found.length > 0) return found;
  const titles = texts.flatMap(({ text }) => titlesIn(text));
  // Nobody types a whole title; what is typed may begin at any of its words.
  const parts = (title: string) =>
    [...title.matchAll(/\b\w/g)].map(({ index }) => title.slice(index, index + name.length));
  throw new UserError(`No test is named like ${name}. Nearest:\n${list(nearest(name, titles, parts))}`);
}

function titlesIn(text: string): string[] {
  return [...text.matchAll(/\b(?:test|describe)(?:\.each\(.*?\))?\(\s*(['"`])(.+?)\1/gs)].map(
    ([, , title = '']) => title,
  );
}

function list(names: string[]): string {
  return names.map(name => `  ${name}`).join('\n');
}
