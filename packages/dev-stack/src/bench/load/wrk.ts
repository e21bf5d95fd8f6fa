import { join } from 'node:path';
import { runCommand, tail } from '../../processes/run-command.ts';
import { type BenchRequest, connections, type LoadResult } from './request.ts';

/** Sends one GET request again and again by wrk. @throws Error with what wrk says when it cannot */
export async function sendByWrk(
  program: string,
  origin: string,
  request: BenchRequest,
  status: number,
  seconds: number,
): Promise<LoadResult> {
  const script = join(import.meta.dirname, 'wrk.lua');
  const load = ['--threads', '1', '--connections', `${connections}`, '--duration', `${Math.ceil(seconds)}s`];
  const headers = Object.entries(request.headers).flat();
  const args = [
    ...load,
    '--timeout',
    '10s',
    '--script',
    script,
    `${origin}${request.path}`,
    '--',
    `${status}`,
    ...headers,
  ];
  const { code, output } = await runCommand(program, args);
  const result = output.split('\n').findLast(line => line.startsWith('{'));
  if (code !== 0 || result === undefined) throw new Error(`wrk failed:\n${tail(output)}`);
  return JSON.parse(result);
}
