/**
 * Fails where the repository refers to what is not in it: a path of the machine that it was written on, a folder beside
 * it, an import that leaves its package by a relative path, which no package.json tells of; and where a page refers to a
 * file that is not there.
 */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { files, report, root } from './checks/files.ts';
import { findBrokenLinks } from './checks/links.ts';
import { findReferences } from './checks/outside.ts';

/** Continuous integration starts a container engine with a tool that stands beside the repository; tests have samples. */
const excepted = /^(\.ci\/run|scripts\/checks\/.*\.test\.ts)$/;
const all = files();
const names = new Set(all.map(({ path }) => basename(path)));
const exists = (path: string) => names.has(path) || existsSync(join(root, path));

const problems = all
  .filter(({ path }) => !excepted.test(path))
  .flatMap(({ path, text }) =>
    [...findReferences(path, text), ...(path.endsWith('.md') ? findBrokenLinks(path, text, exists) : [])].map(
      found => `${path}:${found.line}: ${found.text}`,
    ),
  );

report(problems, 'nothing refers outside, and what is referred to is there', 'references to what is not there');
