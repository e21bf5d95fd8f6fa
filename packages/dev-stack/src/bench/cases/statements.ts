import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withClient } from '@ems/chassis/database';
import { runCommand, tail } from '../../processes/run-command.ts';
import { root } from '../../stack/config.ts';
import { execute } from '../data/write-rows.ts';
import { type Measurement, measurementOf, type Side } from '../measure/measurement.ts';
import type { BenchContext } from './case.ts';

const folder = join(root, 'bench/pgbench');
/** As many connections as the pool of the monolith has. */
const clients = 10;

/**
 * How often PostgreSQL alone does the statements of a write: by pgbench, or where that is not there by a tight loop of `pg`.
 * @param script in bench/pgbench
 */
export async function statementsOf({ monolith }: BenchContext, script: string): Promise<Side> {
  const url = monolith.target.databases.events;
  await execute(url, [readFileSync(join(folder, 'rows.sql'), 'utf8')]);
  const path = join(folder, script);
  const program = pgbenchProgram();
  return program === undefined
    ? { name: 'pg', measure: seconds => loopByPg(url, readFileSync(path, 'utf8'), seconds) }
    : { name: 'pgbench', measure: seconds => runPgbench(program, url, path, seconds) };
}

function pgbenchProgram(): string | undefined {
  const folders = ['/usr/lib/postgresql/17/bin', ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map(each => join(each, 'pgbench')).find(path => existsSync(path));
}

/** @throws Error for a statement that fails, or where it opens no connection in ten times the time */
async function runPgbench(program: string, url: string, path: string, seconds: number): Promise<Measurement> {
  // Its time begins before its connections are open, which on a busy machine may be all of it.
  for (let time = Math.ceil(seconds) + 1; ; time *= 2) {
    const load = ['--client', `${clients}`, '--jobs', '1', '--time', `${time}`, '--protocol', 'prepared'];
    const { code, output } = await runCommand(program, [...load, '--no-vacuum', '--file', path, url]);
    const number = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0);
    const requestsPerSecond = number(/tps = ([\d.]+)/);
    if (code !== 0 || (requestsPerSecond === 0 && time > 10 * seconds))
      throw new Error(`pgbench failed on ${path}:\n${tail(output)}`);
    if (requestsPerSecond === 0) continue;
    const errors = number(/number of failed transactions: (\d+)/);
    return { requestsPerSecond, errors, p50Ms: null, p99Ms: null, cpuMsPerRequest: null, rssMb: null };
  }
}

/** Of pgbench's scripts what those in bench/pgbench use: `\set name random(low, high)`, and statements that end with their line. */
async function loopByPg(url: string, script: string, seconds: number): Promise<Measurement> {
  const lines = script.split(/(?<=;)\n|\n(?=\\|BEGIN)/).filter(line => line.trim() !== '');
  const until = performance.now() + seconds * 1000;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, () =>
      withClient(url, async client => {
        for (let before = performance.now(); before < until; before = performance.now()) {
          const values = new Map<string, string>();
          for (const line of lines) {
            const [, name, low, high] = /^\\set (\w+) random\((\d+), (\d+)\)/.exec(line) ?? [];
            if (name === undefined)
              await client.query(line.replace(/(?<!:):(\w+)/g, (all, key) => values.get(key) ?? all));
            else values.set(name, String(Number(low) + Math.floor(Math.random() * (Number(high) - Number(low) + 1))));
          }
          times.push(performance.now() - before);
        }
      }),
    ),
  );
  return measurementOf(times, seconds, 0);
}
