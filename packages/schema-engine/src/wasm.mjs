import { readFile } from 'node:fs/promises';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

/** What the engine says of itself just before it traps. */
let panic = '';

Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    set_message: (/** @type {string} */ message) => {
      panic = message;
    },
  },
});

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

/**
 * @param {unknown} error thrown by a method of the engine
 * @returns {string | undefined} what the engine said before it trapped; undefined for an ordinary error
 */
export const panicOf = error => (error instanceof WebAssembly.RuntimeError ? panic || error.message : undefined);
