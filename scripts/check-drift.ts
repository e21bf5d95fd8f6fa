/** Fails when what is written twice on purpose has drifted apart. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const services = ['user', 'event', 'session', 'speaker'].map(name => `${name}-service`);
const problems: string[] = [];

// Each service's migrations are its own to run, so the chassis' tables stand in each as a copy.
const chassisMigrations = readdirSync(join(root, 'packages/chassis/prisma/migrations'));
for (const service of services) {
  for (const file of ['chassis.prisma', ...chassisMigrations.map(name => `migrations/${name}/migration.sql`)]) {
    if (read(`packages/chassis/prisma/${file}`) !== read(`${service}/prisma/${file}`)) {
      problems.push(`${service}/prisma/${file} differs from packages/chassis/prisma/${file}`);
    }
  }
}

// Every problem code that a service can answer has its page, and every page a code.
const explained = new Set(Object.keys(JSON.parse(read('api-gateway/problems.json'))));
const codeCalls =
  /(?:conflict|unauthenticated|DomainError|invalidField)\(\s*(?:'[a-z-]+',\s*)?(?:[^()'`]*?,\s*)?'([a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*))'/g;
for (const folder of [...services, 'packages/chassis']) {
  for (const file of readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (
      !file.endsWith('.ts') ||
      file.endsWith('.test.ts') ||
      file.startsWith('generated') ||
      file.startsWith('testing')
    )
      continue;
    for (const [, code] of read(join(folder, 'src', file)).matchAll(codeCalls)) {
      if (code?.includes('.') && !explained.has(code))
        problems.push(`${folder}/src/${file}: ${code} is not in api-gateway/problems.json`);
    }
  }
}

// The lockfile names no registry, so that it installs from any.
if (/"resolved": "https?:/.test(read('package-lock.json')))
  problems.push('package-lock.json names a registry host (resolved)');

for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'no drift' : `${problems.length} drifts`);
process.exitCode = problems.length === 0 ? 0 : 1;
