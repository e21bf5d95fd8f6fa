import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { api, gateway } from './api';
import { root } from './services';

export const campFile = join(root, 'scripts/demo/camp2019.json');

export interface ImportResult {
  code: number | null;
  /** Of both streams. */
  output: string;
  stdout: string;
  /** What was created, changed, left as it was, cancelled and refused, by kind. */
  counts: Record<string, [created: number, changed: number, unchanged: number, cancelled: number, refused: number]>;
}

type OnOutput = (output: string, child: ChildProcess) => void;

/**
 * Runs the demo to its end.
 * @param onOutput sees all that was printed so far, and may end it early
 */
export const runDemo = (args: string[], environment: Record<string, string> = {}, onOutput?: OnOutput) =>
  run('scripts/demo/main.ts', args, { GATEWAY_URL: gateway(), ...environment }, onOutput);

/** Runs the import of a file, as whoever the environment says. */
export const runImport = (args: string[], environment: Record<string, string>, onOutput?: OnOutput) =>
  run('scripts/import.ts', args, { EMS_URL: gateway(), ...environment }, onOutput);

/** Runs the import, and reads its report. */
export async function importJson(args: string[], environment: Record<string, string>) {
  const { code, stdout } = await runImport([...args, '--json'], environment);
  return { code, report: JSON.parse(stdout) };
}

/** The slots of an event as everybody sees them, with the names of their rooms. */
export async function slotsOf(slug: string) {
  const { body } = await api()('get', `/events/${slug}/schedule`);
  const rooms = body.days.flatMap(day => day.rooms);
  return rooms.flatMap(room => room.slots.map(slot => ({ room: room.name, ...slot })));
}

function run(
  script: string,
  args: string[],
  environment: Record<string, string>,
  onOutput: OnOutput = () => undefined,
): Promise<ImportResult> {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let stdout = '';
  child.stdout.on('data', (text: string) => {
    stdout += text;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput(output, child);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', code => resolve({ code, output, stdout, counts: countsIn(output) }));
  });
}

function countsIn(output: string): ImportResult['counts'] {
  const rows = output.matchAll(
    /^ {2}(event|rooms|tracks|speakers|sessions|slots) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)$/gm,
  );
  return Object.fromEntries([...rows].map(([, kind, ...numbers]) => [kind, numbers.map(Number)]));
}

/** Gives a schedule, or a text, as a file to `use`. */
export async function withFile<T>(schedule: object | string, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'ems-import-'));
  const path = join(folder, 'schedule.json');
  writeFileSync(path, typeof schedule === 'string' ? schedule : JSON.stringify(schedule));
  try {
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a second import of the Camp 2019 counts. */
export const unchangedCamp = {
  event: [0, 0, 1, 0, 0],
  rooms: [0, 0, 2, 0, 0],
  tracks: [0, 0, 7, 0, 0],
  speakers: [0, 0, 90, 0, 0],
  sessions: [0, 0, 79, 0, 0],
  slots: [0, 0, 79, 0, 0],
};
