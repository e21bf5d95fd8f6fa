import { commands } from './commands.mjs';
import { Engine } from './engine.mjs';
import { parseFlags } from './flags.mjs';
import { log } from './log.mjs';
import { serve } from './rpc.mjs';

const STOP_TIMEOUT_MS = 4_000;

/**
 * Does what Prisma's CLI asks of its schema engine: one command, or whatever comes in as JSON-RPC.
 *
 * @param {string[]} argv
 */
export const main = async argv => {
  process.removeAllListeners('warning');
  process.on('warning', warning => log('WARN', warning.message));
  process.stdout.on('error', () => {}); // The CLI has gone; stdin ends too.
  log('INFO', 'Starting schema engine');
  await (argv.includes('cli') ? run(argv) : serveEngine(argv));
};

/**
 * Reports a failure as the CLI expects it of a command: the last line of stderr, after at least one other, and the exit
 * code 1.
 *
 * @param {string[]} argv
 */
const run = async argv => {
  try {
    const { command = '', url } = parseFlags(argv);
    const action = commands[command];
    if (!action) throw new Error(`The schema engine has no command ${command}.`);
    await action(url);
  } catch (error) {
    const { message, code } = /** @type {Error & { code?: string }} */ (error);
    log('ERROR', message, code ? { error_code: code } : {});
    process.exitCode = 1;
  }
};

/**
 * Serves until stdin ends, whatever happens: when its engine exits before, the CLI prints nothing and exits with 0, as
 * after a diff that found no difference. So even a bad flag is the answer to a call.
 *
 * @param {string[]} argv
 */
const serveEngine = async argv => {
  /** @type {Engine | undefined} */
  let engine;
  const stop = () => {
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    void Promise.resolve(engine?.close()).finally(() => process.exit());
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await serve((method, params) => {
    engine ??= new Engine(parseFlags(argv));
    return engine.call(method, params);
  });
  await engine?.close();
};
