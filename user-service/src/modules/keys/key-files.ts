import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export interface KeyFile {
  kid: string;
  path: string;
  /** From when on it signs, in ms since the epoch: the file's time of modification. */
  signsFrom: number;
}

export interface Key extends KeyFile {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** An access token's ten minutes, the tolerance of clocks, and a margin. */
const verifiesAfterMs = 11 * 60_000;

/** How long a retired key's file stays: somebody's clock may be slow. */
const deleteAfterMs = 60_000;

/** When a key's last token has expired: some time after the next key took over. */
export const retiresAt = (files: readonly KeyFile[], index: number): number =>
  (files[index + 1]?.signsFrom ?? Number.POSITIVE_INFINITY) + verifiesAfterMs;

/** The keys of a folder, `<kid>.pem` each, in the order in which they sign. */
export function keyFiles(folder: string): KeyFile[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readdirSync(folder)
    .filter(name => /^[^.].*\.pem$/.test(name))
    .map(name => ({ kid: name.slice(0, -'.pem'.length), path: join(folder, name) }))
    .map(file => ({ ...file, signsFrom: statSync(file.path).mtimeMs }))
    .toSorted((a, b) => a.signsFrom - b.signsFrom);
}

/** @throws Error when others than its owner may read the file, or it is no key */
export function readKey(file: KeyFile): Key {
  if (statSync(file.path).mode & 0o077)
    throw new Error(`The signing key ${file.kid} is readable by others than its owner; chmod 600 it`);
  const privateKey = createPrivateKey(readFileSync(file.path));
  return { ...file, privateKey, publicKey: createPublicKey(privateKey) };
}

/**
 * Creates an ES256 key; its file appears in one step, with its time.
 * @param signsFrom in ms since the epoch
 */
export function createKey(folder: string, signsFrom: number): KeyFile {
  const kid = randomBytes(12).toString('base64url').replace(/^-/, '0');
  const path = join(folder, `${kid}.pem`);
  const draft = join(folder, `.${kid}`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  chmodSync(draft, 0o600);
  // A service that runs as another user could not read a key of root's.
  const { uid, gid } = statSync(folder);
  if (process.getuid?.() === 0) chownSync(draft, uid, gid);
  utimesSync(draft, new Date(), new Date(signsFrom));
  renameSync(draft, path);
  return { kid, path, signsFrom };
}

/**
 * Creates the next signing key, and deletes those whose last token has expired.
 * @param publishFirstMs for how long it is published before it signs: at least until every instance has read the folder
 */
export function rotateKeys(folder: string, publishFirstMs: number): { kid: string; deleted: string[] } {
  const files = keyFiles(folder);
  const retired = files.filter((_, index) => retiresAt(files, index) + deleteAfterMs < Date.now());
  const { kid } = createKey(folder, Date.now() + publishFirstMs);
  for (const { path } of retired) rmSync(path);
  return { kid, deleted: retired.map(file => file.kid) };
}
