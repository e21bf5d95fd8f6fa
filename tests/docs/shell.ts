import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Block } from './blocks';

const minute = 60_000;

/** A bash into which somebody pastes one block after the other: variables and functions stay. */
export interface Shell {
  /** @throws Error that names the line, for a command that fails or does not end within the minutes */
  run(block: Block, minutes: number): Promise<string>;
  close(): void;
}

export function openShell(cwd: string, env: NodeJS.ProcessEnv): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'ems-docs-'));
  const file = join(folder, 'block.sh');
  const outputFile = join(folder, 'output');
  const bash = spawn('bash', { cwd, env, stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const lines = createInterface(bash.stdout)[Symbol.asyncIterator]();
  // Of a shell that has ended, `run` tells by the end of its output.
  bash.stdin.on('error', () => {});
  // A command that fails in the middle of a block is told by this trap, as nobody looks at the rest.
  bash.stdin.write(`set -E; trap ': "\${failed:=$LINENO}"' ERR\n`);
  return {
    async run({ text, place, line }, minutes) {
      writeFileSync(file, text);
      writeFileSync(outputFile, '');
      bash.stdin.write(`failed=; source '${file}' </dev/null >'${outputFile}' 2>&1; echo "\${failed:-ok}"\n`);
      const late = delay(minutes * minute, undefined, { ref: false });
      const told = await Promise.race([lines.next(), late]);
      const output = readFileSync(outputFile, 'utf8');
      if (told?.value === 'ok') return output;
      const at = told?.value === undefined ? place : place.replace(/\d+$/, String(line + Number(told.value) - 1));
      throw new Error(`${at} ${told ? 'failed' : `did not end within ${minutes} minutes`}:\n${text}\n${output}`);
    },
    close() {
      killGroup(bash);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
}
