/** .env.example lists every setting that somebody reads, with its default, and no other. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { STACK_SETTINGS } from '@ems/dev-stack/settings';
import list from '../../services.json' with { type: 'json' };
import { root } from './files.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const compose = ['docker-compose.yml', 'docker-compose.override.yml'].map(read).join('').replace(/#.*/g, '');

/** By name, its default; of one that is not active, what its comment says. */
const listed = new Map(
  Array.from(read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$/gm), ([, name = '', value = '']) => [
    name,
    value,
  ]),
);

const ofServices = list.flatMap(({ name }) => {
  const config = createRequire(join(root, 'package.json'))(`./${name}/dist/src/config.js`);
  return Object.keys(config.environment);
});

const ofCompose = Array.from(compose.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g), ([, name = '']) => name);

/** Of commands: the keys of a schema that is written where it is read, and what is taken from .env or from the environment. */
const ofCommands = globSync(
  ['packages/operations/src/*/command.ts', 'scripts/import.ts', 'scripts/{demo,api-reference}/*.ts'],
  {
    cwd: root,
  },
)
  .map(read)
  .flatMap(text => [
    ...Array.from(text.matchAll(/loadConfig\(\{([^}]*)\}/g)).flatMap(
      ([, keys = '']) => keys.match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+(?=[:,])/g) ?? [],
    ),
    ...Array.from(text.matchAll(/\b(?:process\.env|settings)\.([A-Z][A-Z0-9_]*)/g), ([, name = '']) => name),
  ])
  // Of the shell, and npm's own: where it was called.
  .filter(name => !['PATH', 'INIT_CWD'].includes(name));

const readBySomebody = new Set([...ofServices, ...ofCompose, ...STACK_SETTINGS, ...ofCommands]);

test('what services, commands, docker-compose.yml or npm start read is listed', () => {
  assert.ok(ofServices.length > 20 && ofCommands.length > 5);
  assert.deepEqual(
    [...readBySomebody].filter(name => !listed.has(name)),
    [],
  );
});

test('what is listed is read by somebody', () => {
  // The login of a URL, and the files that its server is verified by, may stand apart.
  const isPart = (name: string) =>
    readBySomebody.has(name.replace(/_(?:USER|PASSWORD|CA_FILE|CERT_FILE|KEY_FILE)$/, '_URL'));
  assert.deepEqual(
    [...listed.keys()].filter(name => !readBySomebody.has(name) && !isPart(name)),
    [],
  );
});

test("docker-compose.yml's defaults are those that are listed", () => {
  const defaults = Array.from(compose.matchAll(/\$\{([A-Z][A-Z0-9_]*):-([^${}]*)\}/g), ([, name = '', value = '']) => [
    name,
    value,
  ]);
  const differing = defaults.filter(([name = '', value]) => value !== '/dev/null' && listed.get(name) !== value);
  assert.ok(defaults.length > 40);
  assert.deepEqual(differing, []);
});

test('the databases are set alike in containers and without', () => {
  const inContainers = Array.from(
    compose.matchAll(/^ +- -c\n +- (\w+)=(\S+)$/gm),
    ([, name, value]) => `${name}: '${value}'`,
  );
  const without = read('packages/dev-stack/src/servers/postgres.ts');
  assert.ok(inContainers.length > 3);
  assert.deepEqual(
    inContainers.filter(setting => !without.includes(setting)),
    [],
  );
});
