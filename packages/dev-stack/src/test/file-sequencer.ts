import { statSync } from 'node:fs';
import type { Test } from '@jest/reporters';

/** Files of most of a minute on a quiet machine. Begun last, each would run alone, while half of the machine waits. */
const LONG =
  /\/(docs\/(docs|setup)|browser\/(docs-operations|site)|fuzz\/fuzz|gateway\/(connections|instances)|drills\/long\/(dev-command|mail-release)|schema-engine\/dist\/test\/\w+|operations\/dist\/test\/(dead-letters|migrations)|chassis\/dist\/test\/(broker-outages|failpoints|poison)|tests\/dist\/failpoints\/failpoints|user-service\/dist\/test\/timing)\.test\.js$/;

/** In which order Jest begins files: the long ones, then the largest, so that a run in a fresh clone is as quick as any. */
export default class FileSequencer {
  sort(tests: Test[]): Test[] {
    const sizes = new Map(tests.map(({ path }) => [path, LONG.test(path) ? Infinity : statSync(path).size]));
    return tests.toSorted((a, b) => (sizes.get(b.path) ?? 0) - (sizes.get(a.path) ?? 0) || 0);
  }

  /** Jest has nothing to keep for the next run. */
  cacheResults(): void {}
}
