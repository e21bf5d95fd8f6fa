/**
 * `npm run generate`: makes each service's Prisma client from its schema. It runs at every start, so a service whose
 * schema and Prisma have not changed since is skipped. It imports nothing of ours: images are built with this file alone.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const AT_A_TIME = 2;
const root = dirname(import.meta.dirname);
const prisma = join(root, 'node_modules/prisma');
const services = ['user-service', 'event-service', 'session-service', 'speaker-service'];

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
  const { code, output } = await runPrisma(folder);
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

function runPrisma(cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const args = [join(prisma, 'build/index.js'), 'generate', '--no-hints'];
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', code => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}

const waiting = services.values();
const work = async () => {
  for (const service of waiting) await generate(service);
};
await Promise.all(Array.from({ length: AT_A_TIME }, work));
