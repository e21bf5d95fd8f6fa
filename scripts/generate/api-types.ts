import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import services from '../../services.json' with { type: 'json' };
import { runNode } from './run-node.ts';

const root = join(import.meta.dirname, '../..');
const client = join(root, 'packages/client');
const openapi = join(root, 'api-gateway/site/openapi.json');
const types = join(client, 'src/generated/api.ts');
const stamp = join(client, 'src/generated/api.sha256');

/**
 * Makes the types of packages/client from the gateway's openapi.json, unless they are of this one already. Where there is
 * none yet, it is made first, from the services, which are compiled for it. Images are built with its code alone.
 * @throws Error with the output of the step that failed
 */
export async function generateApiTypes(): Promise<void> {
  if (!existsSync(join(client, 'tsconfig.json'))) return;
  markCommonJs();
  if (!existsSync(openapi)) {
    await run('node_modules/typescript/bin/tsc', '-b', '--checkers', '1', ...services.map(({ name }) => name));
    await run('scripts/openapi.ts');
  }
  // Installed beside the compiler that it needs.
  const generator = createRequire(join(client, 'package.json')).resolve('openapi-typescript/package.json');
  const hash = createHash('sha256').update(readFileSync(generator)).update(readFileSync(openapi)).digest('hex');
  if (existsSync(types) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const start = performance.now();
  // What has a default may be left out of what is sent.
  const options = ['--output', types, '--default-non-nullable', 'false'];
  await run(join(dirname(generator), 'bin/cli.js'), openapi, ...options);
  writeFileSync(stamp, hash);
  console.log(`packages/client: types generated in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** The package is of ES modules; the folder of its other build says that it is not. */
function markCommonJs(): void {
  const manifest = join(client, 'dist/cjs/package.json');
  // Whatever imports the package would be compiled again.
  if (existsSync(manifest)) return;
  mkdirSync(dirname(manifest), { recursive: true });
  writeFileSync(manifest, '{ "type": "commonjs" }\n');
}

async function run(...args: string[]): Promise<void> {
  const { code, output } = await runNode(root, ...args);
  if (code !== 0) throw new Error(`packages/client: the types cannot be generated\n${output}`);
}
