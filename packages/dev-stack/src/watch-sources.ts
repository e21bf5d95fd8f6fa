import { once } from 'node:events';
import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { watch } from 'chokidar';
import { root } from './stack/config.ts';

export interface SourceWatcher {
  /** The paths that have changed since it was last asked, relative to the root, once there are some and all is quiet. */
  next(): Promise<string[]>;
  /** Signalled once something has changed, which `next` will give. */
  signal(): AbortSignal;
  close(): Promise<void>;
}

/** What an editor writes at one save, or git at one checkout, comes with pauses shorter than this. */
const QUIET_MS = 60;

const FOLDERS = [
  '{*-service,packages/*}/{src,test,bench,prisma,proto,samples}',
  'tests',
  'scripts',
  'site',
  'api-gateway',
];
const FILES = ['*.json', '{*-service,packages/*}/{package,tsconfig}.json', '.env'];

/**
 * Watches all that people write and something is made from, and nothing that is made. Node's own recursive watching loses files that
 * are replaced by a rename, as many editors and git do.
 */
export async function watchSources(folder = root): Promise<SourceWatcher> {
  const changed = new Set<string>();
  let news = new AbortController();
  // Only what is there: of a path that is absent it says too early that it is ready.
  const watcher = watch(globSync([...FOLDERS, ...FILES], { cwd: folder }), {
    cwd: folder,
    ignoreInitial: true,
    ignored: path => isMade(relative(folder, resolve(folder, path))),
  });
  for (const event of ['add', 'change', 'unlink'] as const)
    watcher.on(event, path => {
      changed.add(path);
      news.abort();
    });
  await new Promise<void>(resolve => watcher.once('ready', () => resolve()));
  return {
    async next() {
      if (changed.size === 0) await once(news.signal, 'abort');
      for (let seen = 0; seen !== changed.size; ) {
        seen = changed.size;
        await delay(QUIET_MS);
      }
      const paths = [...changed].toSorted();
      changed.clear();
      news = new AbortController();
      return paths;
    },
    signal: () => news.signal,
    close: () => watcher.close(),
  };
}

/** Also the temporary files of editors. */
function isMade(path: string): boolean {
  return /(^|\/)(dist|generated|node_modules)(\/|$)|^api-gateway\/site(\/|$)|~$|\.tmp$|(^|\/)(\.(?!env$)|#|4913$)/.test(
    path,
  );
}
