/** `npm run keys -- rotate`: user-service's own command, on the keys of `npm start` unless KEYS_DIR names others. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '@ems/dev-stack';

const command = join(root, 'user-service/dist/src/keys-command.js');
const env = { ...process.env, KEYS_DIR: process.env.KEYS_DIR || join(root, '.local/keys') };
process.exitCode =
  spawnSync(process.execPath, [command, ...process.argv.slice(2)], { stdio: 'inherit', env }).status ?? 1;
