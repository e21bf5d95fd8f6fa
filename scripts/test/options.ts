import { parseArgs } from 'node:util';
import { Plain } from '../system/say.ts';

export interface Options {
  /** A pattern of test files, as Jest takes it; without static checks, for a developer in a hurry. */
  only?: string;
  /** Databases and broker of the integration suites come from containers. */
  containers: boolean;
  /** As `containers`, and the end-to-end suites run against `docker compose up`. */
  compose: boolean;
}

export function readOptions(args: string[]): Options {
  try {
    const options = {
      only: { type: 'string' },
      containers: { type: 'boolean' },
      compose: { type: 'boolean' },
    } as const;
    const { only, containers = false, compose = false } = parseArgs({ args, options }).values;
    return { ...(only !== undefined && { only }), containers: containers || compose, compose };
  } catch (error) {
    throw new Plain(
      `${error instanceof Error ? error.message : error}\nUsage: npm test -- [--only PATTERN] [--containers]`,
    );
  }
}
