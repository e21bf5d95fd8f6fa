import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeFile, type Manifest, readManifest, verifyFile, writeManifest } from './manifest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ems-manifest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const manifestOf = (files: Manifest['files']): Omit<Manifest, 'format'> => ({
  version: '1.0.0',
  kind: 'dumps',
  startedAt: '2026-11-28T04:00:00Z',
  finishedAt: '2026-11-28T04:01:00Z',
  postgres: '17',
  services: [{ name: 'user-service', database: 'users', migrations: ['1_init'] }],
  files,
});

test('a folder without a manifest holds no backup', () => {
  expect(() => readManifest(folder)).toThrow('no complete backup');
});

test('a file that was changed, or is missing, is named', async () => {
  writeFileSync(join(folder, 'users.dump'), 'rows');
  writeManifest(folder, manifestOf([await describeFile(folder, 'users.dump')]));
  const [file] = readManifest(folder).manifest.files;
  if (!file) throw new Error('the manifest has no file');
  await verifyFile(folder, file);
  writeFileSync(join(folder, 'users.dump'), 'Rows');
  await expect(verifyFile(folder, file)).rejects.toThrow('users.dump was changed');
  rmSync(join(folder, 'users.dump'));
  await expect(verifyFile(folder, file)).rejects.toThrow('users.dump of the backup cannot be read');
});

test.each(['../users', '/etc/users', 'users/../../x'])('a manifest that names %s is refused', path => {
  writeManifest(folder, manifestOf([{ path, bytes: 1, sha256: '0'.repeat(64) }]));
  expect(() => readManifest(folder)).toThrow('is none of a backup');
});

test('a backup of a newer format says so', () => {
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ format: 2, pages: [] }));
  expect(() => readManifest(folder)).toThrow('format 2');
});
