import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from './stack/config.ts';

/**
 * Deletes what was compiled from sources that are gone: `tsc -b` leaves it, and Jest would run tests that no longer exist.
 * Each output's source map names its source.
 */
export function removeStaleOutputs(): void {
  for (const map of globSync(['*-service/dist/**/*.js.map', 'packages/*/dist/**/*.js.map', 'tests/dist/**/*.js.map'], {
    cwd: root,
  })) {
    const path = join(root, map);
    const { sources } = JSON.parse(readFileSync(path, 'utf8')) as { sources: string[] };
    if (sources.every(source => existsSync(resolve(dirname(path), source)))) continue;
    const output = path.slice(0, -'.js.map'.length);
    for (const extension of ['.js', '.js.map', '.d.ts']) rmSync(output + extension, { force: true });
  }
}
