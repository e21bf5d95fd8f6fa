import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const source = join(root, 'site');

const options: BuildOptions = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome111', 'firefox121', 'safari16.4'],
  legalComments: 'none',
  logLevel: 'warning',
  // The folder of an image holds no settings of the compiler.
  tsconfigRaw: {},
};

/** The tags of the languages that the pages speak: each is a file. */
const languages = readdirSync(join(source, 'src/language/messages')).map(name => basename(name, '.ts'));

/**
 * Makes the pages of `site/`: parts whose names change with their content, below /site/, the shell that names them, and the worker that
 * keeps them for when there is no network.
 * @param target the folder that the gateway serves
 */
export async function bundlePages(target: string): Promise<void> {
  const folder = join(target, 'site');
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    ...options,
    entryPoints: { main: join(source, 'src/main.ts'), style: join(source, 'src/styles/main.css') },
    outdir: folder,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    splitting: true,
    define: { LANGUAGES: JSON.stringify(languages) },
    metafile: true,
  });
  const parts = Object.keys(metafile.outputs).map(path => `/site/${basename(path)}`);
  mkdirSync(join(target, 'pages'), { recursive: true });
  writeFileSync(join(target, 'pages/shell.html'), shellOf(parts));
  await build({
    ...options,
    entryPoints: [join(source, 'src/tickets/worker.ts')],
    outfile: join(target, 'pages/tickets-worker.js'),
    format: 'iife',
    define: { ASSETS: JSON.stringify(parts) },
  });
}

/** The one page of all addresses, which finds its way by them. */
function shellOf(parts: readonly string[]): string {
  const find = (pattern: RegExp) => {
    const found = parts.find(part => pattern.test(part));
    if (found === undefined) throw new Error(`The pages have no part like ${pattern}`);
    return found;
  };
  const names: Record<string, string> = { style: find(/style-.*\.css$/), script: find(/main-.*\.js$/) };
  return readFileSync(join(source, 'shell.html'), 'utf8').replaceAll(
    /\{\{(\w+)\}\}/g,
    (_, name: string) => names[name] ?? '',
  );
}
