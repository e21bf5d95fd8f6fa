import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Every file of the repository as it lies here, new ones too, but none that git ignores. */
export function files(): { path: string; text: string }[] {
  const listing = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listing
    .split('\n')
    .filter(path => path && existsSync(join(root, path)))
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Prints what a check found, and its verdict; the process ends with 1 if it found anything. */
export function report(problems: readonly string[], clean: string, found: string): void {
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? clean : `${problems.length} ${found}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
