/** Writes what the gateway serves from files: openapi.json and asyncapi.json of all services, /docs, /messages, /problems/, /links/, and their compressed copies. */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { operationsOf, type Paths } from '@ems/chassis/openapi';
import services from '../services.json' with { type: 'json' };
import { readExamples } from './api-reference/examples.ts';
import { tasks } from './api-reference/tasks/index.ts';
import { addExamples } from './site/add-examples.ts';
import { allProblems } from './site/all-problems.ts';
import { asyncapi } from './site/asyncapi.ts';
import { compressFiles } from './site/compress.ts';
import { firstCalls, type Operation } from './site/first-calls.ts';
import { mergeOpenapi } from './site/merge-openapi.ts';
import { messagePage } from './site/message-page.ts';
import { problemIndex, problemPage } from './site/problem-pages.ts';
import { readSamples } from './site/samples.ts';

const root = join(import.meta.dirname, '..');
const site = join(root, 'api-gateway/site');
const require = createRequire(import.meta.url);

interface ServiceModules {
  readConfig(env: Record<string, string>): unknown;
  [create: `create${string}`]: (config: unknown) => { openapi(): object };
}

/** The services are put together but not started: routes need no database. */
function openapiOf(name: string, keysDir: string): object {
  const load = (file: string): ServiceModules => require(join(root, name, `dist/src/${file}.js`));
  const env = {
    LOG_LEVEL: 'silent',
    DATABASE_URL: 'postgresql://127.0.0.1/none',
    JWKS_URL: 'http://127.0.0.1/none',
    KEYS_DIR: keysDir,
    SESSION_GRPC_TARGET: '127.0.0.1:1',
    SPEAKER_GRPC_TARGET: '127.0.0.1:1',
  };
  // createUserService for user-service
  const pascal = name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const create = load('service')[`create${pascal}`];
  if (!create) throw new Error(`${name} exports no create${pascal}`);
  return create(load('config').readConfig(env)).openapi();
}

function writeDocs(openapi: Paths<Operation>): void {
  cpSync(join(import.meta.dirname, 'site/docs'), join(site, 'docs'), { recursive: true });
  // The package names no such path among its entries, so it is found beside the one that it names.
  const explorer = join(dirname(require.resolve('openapi-explorer')), '../browser/openapi-explorer.min.js');
  copyFileSync(explorer, join(site, 'docs/openapi-explorer.min.js'));
  writeFileSync(join(site, 'docs/first-calls.json'), JSON.stringify(firstCalls(tasks, operationsOf(openapi))));
}

function writeProblems(): void {
  mkdirSync(join(site, 'problems'), { recursive: true });
  writeFileSync(join(site, 'problems/index.html'), problemIndex(allProblems));
  for (const [code, problem] of Object.entries(allProblems))
    writeFileSync(join(site, `problems/${code}.html`), problemPage(code, problem));
}

function writeMessages(): void {
  const samples = readSamples();
  mkdirSync(join(site, 'messages'), { recursive: true });
  writeFileSync(join(site, 'messages/index.html'), messagePage(samples));
  writeFileSync(join(site, 'asyncapi.json'), JSON.stringify(asyncapi(samples)));
}

const keysDir = mkdtempSync(join(tmpdir(), 'ems-openapi-'));
try {
  const documents = services.map(({ name }) => openapiOf(name, keysDir));
  const openapi = addExamples(mergeOpenapi(documents), readExamples());
  writeDocs(openapi);
  writeProblems();
  writeMessages();
  cpSync(join(import.meta.dirname, 'site/links'), join(site, 'links'), { recursive: true });
  // By its time the pages are known to be up to date.
  writeFileSync(join(site, 'openapi.json'), JSON.stringify(openapi));
  compressFiles(site);
} finally {
  rmSync(keysDir, { recursive: true });
}
