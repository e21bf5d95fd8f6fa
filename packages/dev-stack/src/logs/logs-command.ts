import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { SERVICES } from '../services.ts';
import { developmentConfig } from '../stack/config.ts';
import { followLogs } from './follow-logs.ts';
import { formatLine } from './format-line.ts';

const USAGE = 'Usage: npm run logs -- [NAME…] [--json] [--lines N]';

/** Everything that writes a log, but for further instances of services. */
const NAMES = [...SERVICES.flatMap(({ name }) => [name, `${name}-database`]), 'gateway', 'rabbitmq', 'epmd'];

/**
 * Follows logs of `npm start` or `npm run dev` until it is ended: those that are named, or all.
 * @throws UserError for what it does not know
 */
export async function logsCommand(args: string[]): Promise<never> {
  const { names, json, lines } = parse(args);
  // Whoever reads us may have read enough: `npm run logs | head`.
  process.stdout.on('error', () => process.exit(0));
  const { logs } = developmentConfig();
  return followLogs({
    directory: logs,
    names: names.length === 0 ? [...NAMES, ...furtherInstances(logs)] : names,
    lastLines: lines,
    write: (line, name) => console.log(json ? line : formatLine(line, name)),
  });
}

/** `event-service-2` and so on. */
function isFurtherInstance(name: string): boolean {
  return SERVICES.some(service => /^-[2-9]$/.test(name.replace(service.name, '')));
}

/** Of the last start; those of an earlier one stand still. */
function furtherInstances(directory: string): string[] {
  const names = existsSync(directory) ? readdirSync(directory).map(file => file.replace(/\.log$/, '')) : [];
  return names.filter(isFurtherInstance);
}

function parse(args: string[]): { names: string[]; json: boolean; lines: number } {
  const options = { json: { type: 'boolean' }, lines: { type: 'string', default: '20' } } as const;
  const { values, positionals: names } = attempt(() => parseArgs({ args, options, allowPositionals: true }));
  const unknown = names.filter(name => !NAMES.includes(name) && !isFurtherInstance(name));
  if (unknown.length > 0)
    throw new UserError(`There is no log of ${unknown.join(', ')}. There are: ${NAMES.join(', ')}.\n${USAGE}`);
  const lines = Number(values.lines);
  if (!Number.isInteger(lines) || lines < 0) throw new UserError(`--lines ${values.lines} is no number.\n${USAGE}`);
  return { names, json: values.json ?? false, lines };
}

function attempt<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}
