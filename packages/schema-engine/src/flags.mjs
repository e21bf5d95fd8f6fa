import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Flags
 * @property {[path: string, content: string][] | undefined} datamodels the Prisma schema's files, undefined for none
 * @property {string} url the database's connection string
 * @property {string | undefined} command what to do instead of serving JSON-RPC, such as `can-connect-to-database`
 */

/**
 * Reads the command line with which Prisma's CLI starts its schema engine.
 *
 * @param {string[]} argv
 * @returns {Flags}
 */
export const parseFlags = argv => {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      datamodels: { type: 'string', short: 'd', multiple: true },
      datasource: { type: 'string' },
      // The schema itself says both of these to the WebAssembly engine.
      'enabled-preview-features': { type: 'string' },
      'extension-types': { type: 'string' },
    },
  });
  const datasource = JSON.parse(values.datasource ?? '{}');
  if (!datasource.url) throw new Error('The Prisma config names no datasource.url.');
  if (datasource.shadowDatabaseUrl) throw new Error('A shadowDatabaseUrl is not supported: leave it out.');
  return {
    datamodels: values.datamodels?.map(path => [path, readFileSync(path, 'utf8')]),
    url: datasource.url,
    command: positionals[0] === 'cli' ? positionals[1] : undefined,
  };
};
