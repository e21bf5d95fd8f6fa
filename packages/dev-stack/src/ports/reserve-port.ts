import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of all trees of this machine. tests/docs/environment.ts does the same, which cannot load this one. */
const FOLDER = join(tmpdir(), 'ems-ports');

/**
 * Takes a port for as long as this process lives, so that nobody else is given it before something listens there, which may take
 * minutes.
 * @returns false where it has been given out before
 */
export function reservePort(port: number, folder = FOLDER): boolean {
  const file = join(folder, String(port));
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    // Another user's folder: then only what listens can be known.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return true;
  }
  // Whoever asks next may have what nobody needs any more.
  if (!isAlive(Number(readFileSync(file, 'utf8')))) rmSync(file, { force: true });
  return false;
}

/** @param pid 0 where its number is just being written */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
