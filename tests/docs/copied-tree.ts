import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/services';

const prefix = 'docs-';
const leftOut = new Set(['.git', '.local', '.env', 'coverage'].map(name => join(root, name)));

/**
 * The project as it is now in a folder of its own, without the state of any system, so that what readers are told to do
 * touches nothing else. Installed packages are the same files (hard links).
 * @returns its folder
 */
export function copyTree(): string {
  const parent = join(root, '.local');
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) if (isLeftOver(name)) removeTree(join(parent, name));
  const folder = join(parent, `${prefix}${process.pid}`);
  copyFolder(root, folder, copyFile);
  return folder;
}

export const removeTree = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });

/** True for the folder of a run that was killed. */
function isLeftOver(name: string): boolean {
  const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : 0;
  if (!pid) return false;
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

function copyFolder(from: string, to: string, put: (from: string, to: string) => void): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (leftOut.has(source)) continue;
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.isDirectory()) copyFolder(source, target, entry.name === 'node_modules' ? linkSync : put);
    else put(source, target);
  }
}

/** With its time, by which builds know what is out of date. */
function copyFile(from: string, to: string): void {
  copyFileSync(from, to);
  const { atime, mtime } = statSync(from);
  utimesSync(to, atime, mtime);
}
