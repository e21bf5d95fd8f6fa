import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseEnv } from 'node:util';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
after(() => rmSync(folder, { recursive: true }));

const root = join(import.meta.dirname, '../..');
const secrets = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts/secrets.ts'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
  });

test('every password and token has a random value of its own, in a file for its owner alone', () => {
  const { status, stdout } = secrets('init');
  assert.equal(status, 0);
  assert.match(stdout, /fill in PUBLIC_URL and SMTP_URL/);
  const path = join(folder, '.env');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const settings = parseEnv(readFileSync(path, 'utf8'));
  assert.equal(settings.NODE_ENV, 'production');
  assert.equal(settings.PUBLIC_URL, '');

  const example = parseEnv(readFileSync(join(root, '.env.example'), 'utf8'));
  const expected = Object.keys(example).filter(
    name => /_(PASSWORD|TOKEN|SECRET|KEY)$/.test(name) && name !== 'SMTP_PASSWORD',
  );
  const values = expected.map(name => settings[name] ?? '');
  assert.ok(expected.length > 10);
  assert.equal(new Set(values).size, values.length);
  for (const value of values) assert.match(value, /^[\w-]{32}$/);
});

test('a file that is there stays as it is', () => {
  const path = join(folder, 'mine');
  writeFileSync(path, 'A=b\n');
  const { status, stderr } = secrets('init', 'mine');
  assert.equal(status, 1);
  assert.equal(stderr, `${path} exists, and stays as it is: move it away first, or name another.\n`);
  assert.equal(readFileSync(path, 'utf8'), 'A=b\n');
});
