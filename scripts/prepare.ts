import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run, tail } from './system/run.ts';
import { Plain, type Say } from './system/say.ts';

/** Makes what is made from other files: clients, compiled code, the gateway's pages; each only where it is out of date. */
export async function prepare(root: string, say: Say): Promise<void> {
  say('generating clients and compiling …');
  await generate(root);
  const { code, output } = await compile(root);
  if (code !== 0) throw new Plain(`The project does not compile (npx tsc -b):\n${tail(output, 30)}`);
  await buildSite(root);
}

export function generate(root: string): Promise<void> {
  return runScript(root, 'generate.ts', 'The clients cannot be generated (npm run generate)');
}

export function compile(root: string) {
  return run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], { cwd: root });
}

/** The gateway's openapi.json, docs and problem pages, which are made from the compiled services. */
export async function buildSite(root: string): Promise<void> {
  const made = newest(join(root, 'api-gateway/site/openapi.json'));
  const sources = [
    ...readdirSync(root).flatMap(name => (name.endsWith('-service') ? [join(root, name, 'dist')] : [])),
    ...['packages/chassis/dist', 'scripts/site', 'scripts/openapi.ts', 'api-gateway/problems.json'].map(path =>
      join(root, path),
    ),
  ];
  if (sources.every(path => newest(path) <= made)) return;
  await runScript(root, 'openapi.ts', "The gateway's pages cannot be made (node scripts/openapi.ts)");
}

/** When the file, or the newest file below the folder, was last written; 0 when there is none. */
function newest(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map(name => newest(join(path, name))));
}

async function runScript(root: string, script: string, complaint: string): Promise<void> {
  const { code, output } = await run(process.execPath, [join(root, 'scripts', script)], { cwd: root });
  if (code !== 0) throw new Plain(`${complaint}:\n${tail(output, 30)}`);
}
