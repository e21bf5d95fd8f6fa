import { spawnSync } from 'node:child_process';
import { root } from './settings.ts';

/** The commit that is checked out, in full; empty where git does not know it. */
export function buildCommit(): string {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}
