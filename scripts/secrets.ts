/**
 * `npm run secrets -- init [FILE]`: writes the settings of production, to .env where no file is named. It needs no package:
 * without Node.js on the machine, the image `node:24-slim` runs it.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { productionEnv, toFillIn } from './secrets/production-env.ts';

const root = join(import.meta.dirname, '..');

function init(file: string): string {
  const example = readFileSync(join(root, '.env.example'), 'utf8');
  const text = productionEnv(example, () => randomBytes(24).toString('base64url'));
  writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  return `${file} has random values for every secret, readable by you alone.
Still to do:
  fill in ${toFillIn.join(' and ')}
  docker compose build
  docker compose run --rm --no-deps user-service node dist/src/keys-command.js rotate    # the first signing key
  docker compose up --wait`;
}

const [verb, file = '.env', ...rest] = process.argv.slice(2);
try {
  if (verb !== 'init' || rest.length > 0) throw new Error('Usage: npm run secrets -- init [FILE]');
  console.log(init(resolve(process.env.INIT_CWD ?? '.', file)));
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const path = resolve(process.env.INIT_CWD ?? '.', file);
  console.error(
    code === 'EEXIST' ? `${path} exists, and stays as it is: move it away first, or name another.` : message,
  );
  process.exitCode = 1;
}
