/** What biome.json must refuse and allow: an import pattern that matches nothing looks just like one that is obeyed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

type Import = [file: string, specifier: string];

const root = join(import.meta.dirname, '../..');
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');

/** What a rule of biome.json says, as JSON, of a tree of these files and no others. */
function lint(rule: string, files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    copyFileSync(join(root, 'biome.json'), join(directory, 'biome.json'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(directory, dirname(path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const args = [biome, 'lint', `--only=${rule}`, '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json'];
    return spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' }).stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Those of the imports that are refused: each stands in a file of its own. */
function refusedOf(imports: readonly Import[]): Import[] {
  const paths = imports.map(([file], index) => file.replace(/x(?=\.)/, `x${index}`));
  const files = paths.map((path, index) => [
    path,
    `import { x } from '${imports[index]?.[1]}';\n\nexport const y = x;\n`,
  ]);
  const report = lint('style/noRestrictedImports', Object.fromEntries(files));
  return imports.filter((_, index) => report.includes(`"${paths[index]}"`));
}

const module = 'event-service/src/modules/seats/x.ts';

const refused: Import[] = [
  [module, '../events/access'],
  [module, '../events/index'],
  [module, '../../modules/events/access'],
  ['event-service/src/modules/seats/x.test.ts', '../events/access'],
  ['event-service/src/service.ts', './modules/events/access'],
  ['event-service/src/messaging/x.ts', '../modules/events/access'],
  ['event-service/src/grpc/x.ts', '../modules/events/access'],
  ['event-service/src/replicas/x.ts', '../modules/events/access'],
  ['event-service/test/x.test.ts', '../src/modules/events/access'],
  [module, '@ems/session-service'],
  [module, '@ems/session-service/dist/src/x'],
  [module, '@ems/operations'],
  [module, '@ems/testing'],
  ['packages/contracts/src/x.ts', '@ems/chassis/http'],
  ['packages/contracts/src/x.ts', 'express'],
  ['packages/contracts/src/x.ts', 'node:fs'],
  ['packages/chassis/src/http/x.ts', '@ems/contracts'],
  ['packages/chassis/src/http/x.ts', '@ems/testing'],
  ['packages/chassis/src/http/x.ts', '@ems/event-service'],
  ['packages/chassis/src/http/x.ts', '@prisma/client'],
  ['packages/client/src/x.ts', '@ems/contracts'],
  ['packages/client/src/x.ts', 'node:fs'],
  ['packages/operations/src/x.ts', '@ems/testing'],
  ['packages/testing/src/x.ts', '@ems/dev-stack'],
  ['packages/dev-stack/src/x.ts', '@ems/event-service'],
  ['packages/dev-stack/src/x.ts', '@ems/testing'],
  ['packages/schema-engine/src/x.mjs', '@ems/operations'],
  ['scripts/x.ts', '@ems/testing'],
  ['tests/x.test.ts', '@ems/user-service/dist/src/x'],
];

const allowed: Import[] = [
  [module, '../events'],
  [module, './access'],
  [module, '../../shared/database'],
  [module, '../../config'],
  [module, '@ems/chassis/http'],
  [module, '@ems/contracts'],
  ['event-service/src/modules/seats/x.test.ts', '@ems/testing'],
  ['event-service/src/service.ts', './modules/events'],
  ['event-service/src/messaging/x.ts', '../modules/events'],
  ['event-service/src/replicas/x.ts', '../shared/database'],
  ['event-service/test/x.test.ts', '@ems/testing'],
  ['event-service/prisma.config.ts', '@ems/schema-engine/config'],
  ['packages/contracts/src/event-service/x.ts', '../define-message'],
  ['packages/contracts/src/x.ts', 'zod'],
  ['packages/chassis/src/http/x.ts', 'express'],
  ['packages/chassis/src/http/x.ts', '../errors'],
  ['packages/chassis/test/x.test.ts', '@ems/testing'],
  ['packages/client/src/x.ts', 'openapi-fetch'],
  ['packages/client/src/x.ts', './retry.js'],
  ['packages/operations/src/x.ts', '@ems/chassis/log'],
  ['packages/testing/src/x.ts', '@ems/operations'],
  ['packages/dev-stack/src/x.ts', '@ems/operations'],
  ['scripts/x.ts', '@ems/dev-stack'],
  ['tests/x.test.ts', '@ems/testing'],
  ['tests/support/x.ts', '@ems/user-service/service'],
];

test('nobody imports past an index or against the direction of packages', () => {
  assert.deepEqual(refusedOf(refused), refused);
});

test('what goes by an index, and in the direction of packages, is allowed', () => {
  assert.deepEqual(refusedOf(allowed), []);
});

test('a circle of types alone is a circle', () => {
  const report = lint('suspicious/noImportCycles', {
    'scripts/a.ts': "import type { B } from './b';\n\nexport type A = B[];\n",
    'scripts/b.ts': "import type { A } from './a';\n\nexport interface B {\n  of: A;\n}\n",
  });
  assert.match(report, /"scripts\/a\.ts"/);
});
