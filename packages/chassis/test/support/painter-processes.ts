import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface PainterProcess {
  child: ChildProcess;
  /** All that it has written. */
  output(): string;
  /** Kills it, unless it has ended, and waits for its end. */
  end(): Promise<void>;
}

/**
 * Processes of `painter` beside the one that tests it.
 * @returns also what ends all that still run, for an `afterEach`: a test that is ended by its time-out ends none of its own
 */
export function painterProcesses() {
  const all = new Set<PainterProcess>();

  /** @param plan what becomes of it, and where: a failpoint */
  function start(
    program: 'relay-process' | 'consumer-process',
    args: readonly string[],
    plan?: string,
  ): PainterProcess {
    const child = fork(require.resolve(`./${program}`), args, {
      ...(plan !== undefined && { execArgv: ['--import', require.resolve('@ems/testing/failpoint')] }),
      env: { ...process.env, FAILPOINT: plan ?? '' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', data => (output += data));
    const started: PainterProcess = {
      child,
      output: () => output,
      async end() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
    };
    all.add(started);
    child.once('exit', () => all.delete(started));
    return started;
  }

  return {
    start,
    async endAll(): Promise<void> {
      await Promise.all([...all].map(each => each.end()));
    },
  };
}
