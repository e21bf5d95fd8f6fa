import { posix } from 'node:path';
import type { Reference } from './outside.ts';

const link = /\]\((?<target>[^()\s]+)\)/g;
/** A file of this repository in code marks, named from its root. */
const quoted = /`(?<target>(?:packages|tests|scripts|docs|api-gateway|[a-z]+-service)\/[\w./-]+\.[a-z]+)`/g;

/** A test named without its folder. */
const testName = /`(?<target>[\w-]+\.test\.ts)`/g;

/**
 * What a page refers to that is not there: by a link, from where it stands, by a path, from the root, or by a test's name.
 * @param exists of a path from the root; of a name without a folder, whether any file is called so
 */
export function findBrokenLinks(path: string, text: string, exists: (path: string) => boolean): Reference[] {
  return text.split('\n').flatMap((content, index) => {
    const targetsOf = (pattern: RegExp) => Array.from(content.matchAll(pattern), ({ groups }) => groups?.target ?? '');
    const links = targetsOf(link)
      .filter(target => !/^(?:[a-z]+:|#)/.test(target))
      .map(target => ({ target, file: posix.join(posix.dirname(path), target.replace(/#.*/, '')) }));
    const names = [...targetsOf(quoted), ...targetsOf(testName)].map(target => ({ target, file: target }));
    return [...links, ...names]
      .filter(({ file }) => !exists(file))
      .map(({ target }) => ({ line: index + 1, text: `${target} is not there` }));
  });
}
