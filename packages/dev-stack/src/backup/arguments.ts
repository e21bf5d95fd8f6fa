import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { SERVICES, type ServiceEntry } from '../services.ts';

const backupUsage = 'Usage: npm run backup -- --to DIR [--compose]';
const restoreUsage = 'Usage: npm run restore -- --from DIR [--replace] [--only SERVICE] [--compose]';

/** npm runs scripts in the project's folder, and says where it was called. */
const fromThere = (path: string) => resolve(process.env.INIT_CWD ?? process.cwd(), path);

export interface BackupArguments {
  to: string;
  /** Of the system in containers. */
  compose: boolean;
}

/** @throws UserError with the usage */
export function backupArguments(args: readonly string[]): BackupArguments {
  const { to, compose = false } = parse(backupUsage, args, { to: { type: 'string' }, compose: { type: 'boolean' } });
  if (typeof to !== 'string') throw new UserError(backupUsage);
  return { to: fromThere(to), compose: compose === true };
}

export interface RestoreArguments {
  from: string;
  /** What is there already goes. */
  replace: boolean;
  services: readonly ServiceEntry[];
  compose: boolean;
}

/** @throws UserError with the usage */
export function restoreArguments(args: readonly string[]): RestoreArguments {
  const { from, replace, only, compose } = parse(restoreUsage, args, {
    from: { type: 'string' },
    replace: { type: 'boolean' },
    only: { type: 'string' },
    compose: { type: 'boolean' },
  });
  const services = SERVICES.filter(({ name }) => only === undefined || name === only);
  if (typeof from !== 'string' || services.length === 0) throw new UserError(restoreUsage);
  return { from: fromThere(from), replace: replace === true, services, compose: compose === true };
}

function parse(usage: string, args: readonly string[], options: Record<string, { type: 'string' | 'boolean' }>) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    throw new UserError(usage);
  }
}
