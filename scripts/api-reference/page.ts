import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allProblems } from '../site/all-problems.ts';
import { readExamples } from './examples.ts';
import { renderPage } from './render.ts';
import { tasks } from './tasks/index.ts';

export const opening = readFileSync(join(import.meta.dirname, 'opening.md'), 'utf8');

/** API.md as it must be by the calls, the examples and the problems that there are. */
export const apiPage = (): string => renderPage(opening, tasks, readExamples(), allProblems);
