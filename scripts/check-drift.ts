/** Fails when what is written twice on purpose has drifted apart. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import list from '../services.json' with { type: 'json' };
import { apiPage } from './api-reference/page.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const services = list.map(({ name }) => name);
const problems: string[] = [];

/** An entry of the lockfile. */
interface Locked {
  link?: boolean;
  integrity?: string;
}

// Each service's migrations are its own to run, so the chassis' tables stand in each as a copy.
const chassisMigrations = readdirSync(join(root, 'packages/chassis/prisma/migrations'));
for (const service of services) {
  for (const file of ['chassis.prisma', ...chassisMigrations.map(name => `migrations/${name}/migration.sql`)]) {
    if (read(`packages/chassis/prisma/${file}`) !== read(`${service}/prisma/${file}`)) {
      problems.push(`${service}/prisma/${file} differs from packages/chassis/prisma/${file}`);
    }
  }
}

// What cannot be made from services.json agrees with it.
const ofServices = list.flatMap(({ http, grpc }) => [http, ...(grpc ? [grpc] : [])]);
const ofDatabases = list.map(({ postgres }) => postgres);
/** As Compose writes them. */
const published = ({ variable, port }: { variable: string; port: number }) => `\${${variable}:-${port}}`;
const copies: Record<string, string[]> = {
  'package.json': services.map(name => `"${name}"`),
  'tsconfig.json': services.map(name => `"path": "${name}"`),
  'docker-compose.yml': [...services.map(name => `\n  ${name}:\n`), ...ofDatabases.map(published)],
  'docker-compose.override.yml': ofServices.map(published),
  'docker/inner-ports.mjs': ofServices.map(({ port }) => `  ${port}: '`),
  'api-gateway/Dockerfile': list.map(({ name, role, http }) => `${role.toUpperCase()}=${name}:${http.port} `),
  'api-gateway/templates/gateway.conf.template': services.map(name => `"${name}"`),
  'api-gateway/templates/routes.conf.template': list.map(({ name }) => ` ${name};`),
  'api-gateway/upstreams.sh': list.map(({ name, role }) => `group ${name} "$${role.toUpperCase()}"`),
  '.env.example': [...ofServices, ...ofDatabases].map(({ variable, port }) => `\n${variable}=${port}\n`),
};
for (const [file, texts] of Object.entries(copies)) {
  const missing = texts.filter(text => !read(file).includes(text)).map(text => text.trim());
  if (missing.length > 0) problems.push(`${file} lacks what services.json lists: ${missing.join(', ')}`);
}

// API.md is made from the calls, their recorded replies and the registry of problems, none of which needs a running system.
if (read('API.md') !== apiPage())
  problems.push('API.md is not what `npm run api-reference -- --render` makes of its sources');

// The lockfile names no registry, so that it installs from any, and the bytes of every package, so that it installs no others.
const lockfile = read('package-lock.json');
if (/"resolved": "https?:/.test(lockfile)) problems.push('package-lock.json names a registry host (resolved)');
for (const [path, { link, integrity }] of Object.entries<Locked>(JSON.parse(lockfile).packages)) {
  if (path.includes('node_modules/') && !link && !integrity)
    problems.push(`package-lock.json: ${path} has no integrity`);
}

// The images build one stage together, as long as every Dockerfile spells it alike.
const buildStage = (path: string) => read(path).split('\n\n')[0];
for (const folder of [...services, 'api-gateway']) {
  if (buildStage(`${folder}/Dockerfile`) !== buildStage('packages/operations/Dockerfile'))
    problems.push(`${folder}/Dockerfile: its build stage differs from that of packages/operations/Dockerfile`);
}

for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'no drift' : `${problems.length} drifts`);
process.exitCode = problems.length === 0 ? 0 : 1;
