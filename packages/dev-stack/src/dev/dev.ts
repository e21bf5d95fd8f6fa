import { build } from '../build.ts';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { followLogs } from '../logs/follow-logs.ts';
import { formatLine } from '../logs/format-line.ts';
import { developmentConfig } from '../stack/config.ts';
import { runStack } from '../stack/run-stack.ts';
import type { Stack } from '../stack/stack.ts';
import type { StartOptions } from '../stack/start.ts';
import { type SourceWatcher, watchSources } from '../watch-sources.ts';
import { applyPlan } from './apply-plan.ts';
import { CompileErrors } from './compile-errors.ts';
import { compileEdit } from './compiler.ts';
import { parseInspected } from './inspected.ts';
import { hasSteps, mergePlans, NOTHING, planChanges } from './plan-changes.ts';
import { readWorkspace } from './workspace.ts';

/** As `start`, but what is edited is live at once, and the services' logs are shown. @returns the exit code */
export async function dev({ fresh }: StartOptions): Promise<number> {
  const config = { ...developmentConfig(), development: { inspected: parseInspected(process.env.DEBUG) } };
  const { services } = readWorkspace();
  const watcher = await watchSources();
  return runStack({
    config,
    fresh,
    build: () => buildOnceItCompiles(watcher),
    whileRunning(stack) {
      log('watching: what you edit is live as soon as it compiles');
      const write = (line: string, name: string) => console.log(formatLine(line, name));
      return Promise.race([
        followChanges(watcher, stack),
        followLogs({ directory: config.logs, names: services, lastLines: 0, write }),
      ]);
    },
  });
}

async function buildOnceItCompiles(watcher: SourceWatcher): Promise<void> {
  for (;;) {
    try {
      return await build();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log(`${error.message}\n\nwaiting for an edit that mends it`);
    }
    await watcher.next();
  }
}

async function followChanges(watcher: SourceWatcher, stack: Stack): Promise<never> {
  const workspace = readWorkspace();
  const running = new CompileErrors('services', '; they go on with their old code');
  const others = new CompileErrors('tests and scripts', '');
  let plan = NOTHING;
  for (;;) {
    const paths = await watcher.next();
    plan = mergePlans(plan, planChanges(paths, workspace));
    if (!hasSteps(plan)) continue;
    log(
      `changed: ${paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ')}`,
    );
    const { compile } = plan;
    plan = await applyPlan(plan, stack, workspace.services, running);
    if (!compile || plan.compile) continue;
    // What does not run may be checked behind, as long as nobody waits for something else.
    const compilation = await compileEdit([], watcher.signal());
    if (compilation.result !== 'aborted') others.report(compilation.result === 'errors' ? compilation.output : '');
  }
}
