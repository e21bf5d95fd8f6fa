import { readFile } from 'node:fs/promises';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

/** What the module says of itself just before it traps. */
let panic = '';
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    set_message: (/** @type {string} */ message) => {
      panic = message;
    },
  },
});

/**
 * Rejects when the module traps. That happens on its own task queue, where no caller sees it, and leaves the call in
 * flight unanswered for ever.
 *
 * @type {Promise<never>}
 */
export const trap = new Promise((_, reject) => {
  process.on('uncaughtException', reject);
});
trap.catch(() => {});

/**
 * @param {unknown} error
 * @returns {Error | undefined} what the module said, if the error is that it trapped
 */
export const panicOf = error =>
  error instanceof WebAssembly.RuntimeError ? new Error(`The schema engine panicked: ${panic}`) : undefined;

/**
 * Instantiates the module by hand: the package's own entry imports the `.wasm` as a module, which Node.js cannot do
 * without a flag.
 *
 * @returns {Promise<typeof glue.SchemaEngine>}
 */
export const loadSchemaEngine = async () => {
  const file = new URL('schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  /** @type {() => void} */ (instance.exports.__wbindgen_start)();
  return glue.SchemaEngine;
};
