import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { UserError } from '../errors.ts';
import { developmentConfig } from './config.ts';
import { allocateInstances, parseInstances } from './instances.ts';
import { runStack } from './run-stack.ts';

export interface StartOptions {
  /** Deletes the state of earlier runs first. */
  fresh: boolean;
}

const USAGE = 'Usage: npm start -- [--fresh] [--instances SERVICE=NUMBER,…]';

/**
 * Brings the system up on this machine and keeps it up until it is told to stop.
 * @returns the exit code
 * @throws UserError for what it does not know
 */
export async function start(args: string[]): Promise<number> {
  const { fresh, counts } = parse(args);
  const config = developmentConfig();
  const furtherInstances = await allocateInstances(config.ports, counts);
  return runStack({
    config: { ...config, furtherInstances },
    fresh,
    build,
    whileRunning: () => new Promise(() => {}),
  });
}

function parse(args: string[]): StartOptions & { counts: ReadonlyMap<string, number> } {
  try {
    const { fresh = false, instances = [] } = parseArgs({
      args,
      options: { fresh: { type: 'boolean' }, instances: { type: 'string', multiple: true } },
    }).values;
    return { fresh, counts: parseInstances(instances) };
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}
