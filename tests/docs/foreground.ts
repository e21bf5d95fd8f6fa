import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Block } from './blocks';

const minute = 60_000;

/** Somebody's terminal: Ctrl-C comes when its standard input ends, so also when we die. */
const terminal = `
set -m
bash "$1" </dev/null &
{ cat >/dev/null; kill -INT -- "-$!"; } &
wait %1
`;

/** A block that stays in the foreground, until it is stopped as by Ctrl-C. */
export interface Foreground {
  /** Waits until the address answers. @throws Error with the output, for a block that has ended */
  waitFor(url: string, minutes: number): Promise<void>;
  /** @returns the exit code */
  stop(): Promise<number | null>;
}

export function startInForeground({ text, place }: Block, cwd: string, env: NodeJS.ProcessEnv): Foreground {
  const folder = mkdtempSync(join(tmpdir(), 'ems-docs-'));
  const outputFile = join(folder, 'output');
  writeFileSync(join(folder, 'block.sh'), text);
  const output = openSync(outputFile, 'w');
  const args = ['-c', terminal, 'bash', join(folder, 'block.sh')];
  const bash = spawn('bash', args, { cwd, env, stdio: ['pipe', output, output] });
  closeSync(output);
  const exited = new Promise<number | null>(resolve => bash.once('exit', resolve));
  const fail = (what: string) => new Error(`${place} ${what}:\n${text}\n${readFileSync(outputFile, 'utf8')}`);
  return {
    async waitFor(url, minutes) {
      for (const end = Date.now() + minutes * minute; Date.now() < end; await delay(500)) {
        if (bash.exitCode !== null) throw fail(`ended with ${bash.exitCode}`);
        const reply = await fetch(url).catch(() => undefined);
        if (reply?.ok) return;
      }
      throw fail(`was not ready after ${minutes} minutes`);
    },
    async stop() {
      bash.stdin?.end();
      const code = await exited;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}
