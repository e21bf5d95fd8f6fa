import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run, tail } from './system/run.ts';
import { Plain, type Say } from './system/say.ts';

/** Generates what is generated and compiles; both skip what has not changed. */
export async function prepare(root: string, say: Say): Promise<void> {
  say('generating clients and compiling …');
  await generate(root);
  const { code, output } = await compile(root);
  if (code !== 0) throw new Plain(`The project does not compile (npx tsc -b):\n${tail(output, 30)}`);
}

export async function generate(root: string): Promise<void> {
  const script = join(root, 'scripts/generate.ts');
  if (!existsSync(script)) return;
  const { code, output } = await run(process.execPath, [script], { cwd: root });
  if (code !== 0) throw new Plain(`The clients cannot be generated (npm run generate):\n${tail(output, 30)}`);
}

export function compile(root: string) {
  return run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], { cwd: root });
}
