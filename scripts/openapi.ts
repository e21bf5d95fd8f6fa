/** Writes what the gateway serves from files: openapi.json of all services, /docs to read and try it, /problems/. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mergeOpenapi } from './site/merge-openapi.ts';
import { type Problems, problemIndex, problemPage } from './site/problem-pages.ts';

const root = join(import.meta.dirname, '..');
const site = join(root, 'api-gateway/site');
const require = createRequire(import.meta.url);

interface ServiceModules {
  readConfig(env: Record<string, string>): unknown;
  [create: `create${string}Service`]: (config: unknown) => { openapi(): object };
}

/** The services are put together but not started: routes need no database. */
function openapiOf(name: string, keysDir: string): object {
  const load = (file: string): ServiceModules => require(join(root, `${name}-service/dist/src/${file}.js`));
  const env = {
    LOG_LEVEL: 'silent',
    DATABASE_URL: 'postgresql://127.0.0.1/none',
    JWKS_URL: 'http://127.0.0.1/none',
    KEYS_DIR: keysDir,
    SESSION_GRPC_TARGET: '127.0.0.1:1',
    SPEAKER_GRPC_TARGET: '127.0.0.1:1',
  };
  const create = load('service')[`create${name[0]?.toUpperCase()}${name.slice(1)}Service`];
  if (!create) throw new Error(`${name}-service exports no create function`);
  return create(load('config').readConfig(env)).openapi();
}

function writeDocs(): void {
  const from = dirname(require.resolve('swagger-ui-dist/package.json'));
  mkdirSync(join(site, 'docs'), { recursive: true });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'])
    copyFileSync(join(from, file), join(site, 'docs', file));
  for (const file of ['index.html', 'start.js'])
    copyFileSync(join(import.meta.dirname, 'site/docs', file), join(site, 'docs', file));
}

function writeProblems(): void {
  const problems: Problems = JSON.parse(readFileSync(join(root, 'api-gateway/problems.json'), 'utf8'));
  mkdirSync(join(site, 'problems'), { recursive: true });
  writeFileSync(join(site, 'problems/index.html'), problemIndex(problems));
  for (const [code, problem] of Object.entries(problems))
    writeFileSync(join(site, `problems/${code}.html`), problemPage(code, problem));
}

const keysDir = mkdtempSync(join(tmpdir(), 'ems-openapi-'));
try {
  const documents = ['user', 'event', 'session', 'speaker'].map(name => openapiOf(name, keysDir));
  writeDocs();
  writeProblems();
  writeFileSync(join(site, 'openapi.json'), JSON.stringify(mergeOpenapi(documents)));
} finally {
  rmSync(keysDir, { recursive: true });
}
