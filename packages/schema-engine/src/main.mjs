import { commands } from './commands.mjs';
import { Engine } from './engine.mjs';
import { parseFlags } from './flags.mjs';
import { log } from './log.mjs';
import { serve } from './rpc.mjs';

const STOP_TIMEOUT_MS = 4_000;

/**
 * Does what Prisma's CLI asks of its schema engine, and reports a failure as it expects it: one line of JSON on stderr
 * and the exit code 1.
 *
 * @param {string[]} argv
 */
export const main = async argv => {
  process.removeAllListeners('warning');
  process.on('warning', warning => log('WARN', warning.message));
  process.stdout.on('error', () => {}); // The CLI has gone; stdin ends too.
  try {
    const { datamodels, url, command } = parseFlags(argv);
    log('INFO', 'Starting schema engine');
    if (!url) throw new Error('The Prisma config names no datasource.url.');
    if (command) await run(command, url);
    else await serveEngine(new Engine({ datamodels, url }));
  } catch (error) {
    const { message, code } = /** @type {Error & { code?: string }} */ (error);
    log('ERROR', message, code ? { error_code: code } : {});
    process.exitCode = 1;
  }
};

/**
 * @param {string} command
 * @param {string} url
 */
const run = async (command, url) => {
  const action = commands[command];
  if (!action) throw new Error(`The schema engine has no command ${command}.`);
  await action(url);
};

/** @param {Engine} engine */
const serveEngine = async engine => {
  const stop = () => {
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    void engine.close().finally(() => process.exit());
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await serve(engine);
  await engine.close();
};
