import { rmSync } from 'node:fs';
import { keyFiles, makeKey } from './key-files';
import { retiresAt } from './keys';

/** How long a file stays when its key has retired; somebody's clock may be slow. */
const keepMs = 60_000;

/**
 * Makes the next signing key, and deletes those whose last token has ended.
 * @param publishFirstMs for how long it is published before it signs: at least until every instance has seen the folder
 */
export function rotateKeys(folder: string, publishFirstMs: number): { kid: string; deleted: string[] } {
  const files = keyFiles(folder);
  const retired = files.filter((_, index) => retiresAt(files, index) + keepMs < Date.now());
  const { kid } = makeKey(folder, Date.now() + publishFirstMs);
  for (const { path } of retired) rmSync(path);
  return { kid, deleted: retired.map(file => file.kid) };
}
