/**
 * Fails on files, exports and dependencies that nobody uses (knip.jsonc). Of what a package exports for all, types may
 * wait for somebody to name them; values may not.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { report, root } from './checks/files.ts';

const packages = ['chassis', 'dev-stack', 'operations', 'testing'].map(name => `--workspace=packages/${name}`);
const runs = [[], ['--include=exports', '--include-entry-exports', ...packages]];

const problems: string[] = [];
for (const args of runs) {
  const knip = [join(root, 'node_modules/knip/bin/knip.js'), '--no-config-hints', '--no-progress', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, knip, { cwd: root, encoding: 'utf8' });
  if (status !== 0) problems.push(`${stdout}${stderr}`.trimEnd());
}

report(problems, 'everything is used', 'lists of what nobody uses');
