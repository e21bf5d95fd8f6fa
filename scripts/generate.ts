/**
 * `npm run generate`: makes each service's Prisma client from its schema, and the types of packages/client. It runs at every
 * start, so what has not changed since is skipped. It imports no package of ours: images are built without them.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import services from '../services.json' with { type: 'json' };
import { generateApiTypes } from './generate/api-types.ts';
import { runNode } from './generate/run-node.ts';

const CONCURRENCY = 2;
const root = dirname(import.meta.dirname);
const prisma = join(root, 'node_modules/prisma');

async function generate(service: string): Promise<void> {
  const folder = join(root, service);
  const stamp = join(folder, 'src/generated/prisma.sha256');
  const hash = hashOf(join(folder, 'prisma'));
  if (
    existsSync(join(folder, 'src/generated/prisma/client.ts')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === hash
  ) {
    console.log(`${service}: the client is up to date`);
    return;
  }
  const start = performance.now();
  const { code, output } = await runNode(folder, join(prisma, 'build/index.js'), 'generate', '--no-hints');
  if (code !== 0) {
    console.error(`${service}: the client cannot be generated\n${output}`);
    process.exitCode = 1;
    return;
  }
  writeFileSync(stamp, hash);
  console.log(`${service}: client generated in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

function hashOf(schemaFolder: string): string {
  const files = readdirSync(schemaFolder)
    .filter(name => name.endsWith('.prisma'))
    .sort();
  const hash = createHash('sha256').update(readFileSync(join(prisma, 'package.json')));
  for (const name of files) hash.update(`\0${name}\0`).update(readFileSync(join(schemaFolder, name)));
  return hash.digest('hex');
}

const queue = services.values();
const worker = async () => {
  for (const { name } of queue) await generate(name);
};
await Promise.all(Array.from({ length: CONCURRENCY }, worker));

if (!process.exitCode) {
  await generateApiTypes().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
