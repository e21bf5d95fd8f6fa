import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
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

/** The keys of a folder, `<kid>.pem` each, in the order in which they sign. */
export function keyFiles(folder: string): KeyFile[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readdirSync(folder)
    .filter(name => /^[^.].*\.pem$/.test(name))
    .map(name => ({ kid: name.slice(0, -'.pem'.length), path: join(folder, name) }))
    .map(file => ({ ...file, signsFrom: statSync(file.path).mtimeMs }))
    .toSorted((a, b) => a.signsFrom - b.signsFrom);
}

/** @throws Error when others than the owner may read it, or it is no key */
export function readKey(file: KeyFile): Key {
  if (statSync(file.path).mode & 0o077)
    throw new Error(`The signing key ${file.kid} may be read by others than its owner; chmod 600 it`);
  const privateKey = createPrivateKey(readFileSync(file.path));
  return { ...file, privateKey, publicKey: createPublicKey(privateKey) };
}

/**
 * Makes an ES256 key. It shows in the folder all at once, and with its time.
 * @param signsFrom in ms since the epoch
 */
export function makeKey(folder: string, signsFrom: number): KeyFile {
  const kid = randomBytes(12).toString('base64url').replace(/^-/, '0');
  const path = join(folder, `${kid}.pem`);
  const draft = join(folder, `.${kid}`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  chmodSync(draft, 0o600);
  // Made by root for a service that runs as somebody else, it would be of no use to that one.
  const { uid, gid } = statSync(folder);
  if (process.getuid?.() === 0) chownSync(draft, uid, gid);
  utimesSync(draft, new Date(), new Date(signsFrom));
  renameSync(draft, path);
  return { kid, path, signsFrom };
}
