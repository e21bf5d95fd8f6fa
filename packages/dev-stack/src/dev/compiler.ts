import { compile } from '../build.ts';

/** What came of it; `aborted` when it was not let finish. */
export type Compilation = { result: 'clean' | 'aborted' } | { result: 'errors'; output: string };

/**
 * Compiles what an edit has put out of date. Each time is a process of its own: tsc's own watch mode looks for changes every two
 * seconds, a new process costs a tenth of one.
 */
export async function compileEdit(projects: readonly string[], signal?: AbortSignal): Promise<Compilation> {
  try {
    const { code, output } = await compile(projects, signal);
    return code === 0 ? { result: 'clean' } : { result: 'errors', output: output.trimEnd() };
  } catch (error) {
    if (signal?.aborted) return { result: 'aborted' };
    throw error;
  }
}
