/**
 * Loaded by Node.js in front of each program of a system whose services a drill starts in another way (./launches.ts): the service becomes
 * that other program, with the pid that it has, so that whoever supervises it notices nothing.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Launch } from '../launches';

const marker = 'DRILL_LAUNCHED';
const main = process.argv[1] ?? '';
const service = /([\w-]+-service)\/dist\/src\/main\.js$/.exec(main)?.[1];
const file = join(process.cwd(), '../.local/launches.json');

if (service && !process.env[marker] && existsSync(file)) {
  const launches: Launch[] = JSON.parse(readFileSync(file, 'utf8'));
  const isIt = (launch: Launch) =>
    launch.service === service && (launch.httpPort === undefined || launch.httpPort === process.env.HTTP_PORT);
  const found = launches.find(isIt);
  if (found) become(found);
}

function become({ env = {}, nodeArgs = [], program, wrapper = [] }: Launch): void {
  // Another build is not what the supervisor's own loader prepares.
  const args = program ? process.execArgv.filter(arg => !/^--import$|await-start/.test(arg)) : process.execArgv;
  const command = [...wrapper, process.execPath, ...args, ...nodeArgs, program ?? main];
  process.execve?.(command[0] ?? '', command, { ...process.env, ...env, [marker]: '1' });
}
