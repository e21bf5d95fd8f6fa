import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@ems/chassis/log';
import { eventually } from '@ems/testing';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadKeys, rotateKeys } from '../src/modules/keys';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ems-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const logger = createLogger('test', 'silent');
const kids = (keys: ReturnType<typeof loadKeys>) => keys.jwks().keys.map(key => (key as { kid: string }).kid);
/** Makes a key signing since so many minutes. */
const age = (kid: string, minutes: number) =>
  utimesSync(join(folder, `${kid}.pem`), new Date(), new Date(Date.now() - minutes * 60_000));

test('a first key is created in development, and found again', async () => {
  const made = loadKeys(folder, 'development', logger);
  const again = loadKeys(folder, 'development', logger);
  expect(again.signing.kid).toBe(made.signing.kid);
  expect(await again.find(made.signing.kid)).toBeDefined();
  expect(await again.find('../other')).toBeUndefined();
});

test('in production a missing key stops the start', () => {
  expect(() => loadKeys(folder, 'production', logger)).toThrow('KEYS_DIR');
});

test('a key that others may read stops the start', () => {
  loadKeys(folder, 'development', logger);
  chmodSync(join(folder, String(readdirSync(folder)[0])), 0o644);
  expect(() => loadKeys(folder, 'development', logger)).toThrow('chmod 600');
});

test('a new key is published first, then signs without a restart; the old one verifies until its tokens have expired', async () => {
  const keys = loadKeys(folder, 'development', logger);
  const old = keys.signing.kid;
  age(old, 30);
  await keys.component.start?.();
  const { kid } = rotateKeys(folder, 2_500);
  expect(statSync(join(folder, `${kid}.pem`)).mode & 0o777).toBe(0o600);
  await eventually(() => kids(keys).includes(kid));
  expect(keys.signing.kid).toBe(old);
  await eventually(() => keys.signing.kid === kid);
  expect(await keys.find(old)).toBeDefined();
  age(kid, 10);
  await eventually(() => keys.signing.kid === kid);
  expect(await keys.find(old)).toBeDefined();
  age(kid, 12);
  await eventually(async () => (await keys.find(old)) === undefined);
  expect(kids(keys)).toEqual([kid]);
  age(kid, 13);
  expect(rotateKeys(folder, 0).deleted).toEqual([old]);
  await eventually(() => keys.signing.kid !== kid);
  await keys.component.stop?.();
});

test('a file that is no key does not take away those that are', async () => {
  const lines: string[] = [];
  const keys = loadKeys(folder, 'development', createLogger('test', 'warn', { write: line => lines.push(line) }));
  const { kid } = keys.signing;
  await keys.component.start?.();
  const { kid: next } = rotateKeys(folder, 0);
  chmodSync(join(folder, `${next}.pem`), 0o644);
  await eventually(() => lines.some(line => line.includes('periodic job failed')));
  await keys.component.stop?.();
  expect(await keys.find(kid)).toBeDefined();
});
