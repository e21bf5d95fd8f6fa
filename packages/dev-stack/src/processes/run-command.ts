import { type SpawnOptions, spawn } from 'node:child_process';

export interface CommandResult {
  code: number;
  /** Standard output and standard error, in the order they came. */
  output: string;
}

/**
 * Runs a command to its end and collects what it prints; a non-zero exit code is a result, not an error.
 * @param goAhead for one that waits for a byte of its standard input, which it gets then; when that fails, it gets the end of it
 */
export function runCommand(
  command: string,
  args: string[],
  options: SpawnOptions = {},
  goAhead?: Promise<void>,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: [goAhead ? 'pipe' : 'ignore', 'pipe', 'pipe'], ...options });
    child.stdin?.on('error', () => {});
    goAhead?.then(
      () => child.stdin?.end('\n'),
      () => child.stdin?.end(),
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', code => resolve({ code: code ?? 1, output }));
  });
}

/** The last lines of a text, indented, for the end of an error message. */
export function tail(text: string, lines = 15): string {
  return text
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map(line => `    ${line}`)
    .join('\n');
}
