/**
 * `npm run images -- [--tag TAG]`: builds all images as those of a version, the package's unless another tag is named, with labels
 * that say which commit they are of (OCI image-spec, annotations); a tree with changes of its own says so.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '@ems/dev-stack';

const { values } = parseArgs({ options: { tag: { type: 'string' } } });
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const tag = values.tag ?? version;
const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
const env = {
  ...process.env,
  IMAGE_TAG: tag,
  IMAGE_REVISION: git('rev-parse', 'HEAD') + (isChanged ? '-modified' : ''),
};

const { status } = spawnSync('docker', ['compose', '--profile', 'operations', 'build'], {
  cwd: root,
  env,
  stdio: 'inherit',
});
if (status === 0)
  console.log(`Built as ${tag}, of ${env.IMAGE_REVISION}; IMAGE_TAG=${tag} docker compose up starts them.`);
process.exitCode = status ?? 1;
