import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadKeys } from './keys';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ems-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a first key is made in development, and found again', async () => {
  const made = loadKeys(folder, 'development');
  const again = loadKeys(folder, 'development');
  expect(again.signing.kid).toBe(made.signing.kid);
  expect(await again.find(made.signing.kid)).toBeDefined();
  expect(await again.find('../other')).toBeUndefined();
});

test('in production a missing key stops the start', () => {
  expect(() => loadKeys(folder, 'production')).toThrow('KEYS_DIR');
});

test('a key that others may read stops the start', () => {
  loadKeys(folder, 'development');
  chmodSync(join(folder, String(readdirSync(folder)[0])), 0o644);
  expect(() => loadKeys(folder, 'development')).toThrow('chmod 600');
});
