import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gateway } from './api';
import { root } from './services';

export const campFile = join(root, 'scripts/demo/camp2019.json');

export interface DemoResult {
  code: number | null;
  output: string;
  /** What was created, existed before, and was refused, by kind. */
  counts: Record<string, [created: number, existing: number, refused: number]>;
}

/**
 * Runs the loader to its end.
 * @param onOutput sees all that was printed so far, and may end it early
 */
export function runDemo(
  args: string[],
  environment: Record<string, string> = {},
  onOutput: (output: string, child: ChildProcess) => void = () => undefined,
): Promise<DemoResult> {
  const child = spawn(process.execPath, [join(root, 'scripts/demo/main.ts'), ...args], {
    env: { ...process.env, GATEWAY_URL: gateway(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput(output, child);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', code => resolve({ code, output, counts: countsIn(output) }));
  });
}

function countsIn(output: string): DemoResult['counts'] {
  const rows = output.matchAll(/^ {2}(event|rooms|tracks|speakers|sessions|slots) +(\d+) +(\d+) +(\d+)$/gm);
  return Object.fromEntries([...rows].map(([, kind, ...numbers]) => [kind, numbers.map(Number)]));
}

/** Gives a schedule as a file to `use`. */
export async function withFile<T>(schedule: object, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'ems-demo-'));
  const path = join(folder, 'schedule.json');
  writeFileSync(path, JSON.stringify(schedule));
  try {
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
