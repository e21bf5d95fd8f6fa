import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '../support/services';

const run = promisify(execFile);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ems-bench-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A system and a monolith of its own are started, and stopped again. */
const minutes = 10 * 60_000;

test(
  'npm run bench measures a read and a write, and every reply of both sides is right',
  async () => {
    const output = join(folder, 'results.json');
    const cases = 'event-by-id-public,refresh';
    const options = ['--only', cases, '--pairs', '1', '--seconds', '0.2', '--output', output];
    await run(process.execPath, [join(root, 'scripts/bench.ts'), ...options], { cwd: root });
    const results = JSON.parse(readFileSync(output, 'utf8'));
    expect(results).toMatchObject({ pairs: 1, seconds: 0.2, commit: expect.stringMatching(/^[0-9a-f]{7,}/) });
    const measured = { errors: 0, requestsPerSecond: expect.any(Number), ratio: expect.any(Number) };
    expect(results.cases).toEqual([
      expect.objectContaining({ ...measured, name: 'event-by-id-public', goal: 'ratio ≥ 1' }),
      expect.objectContaining({ ...measured, name: 'event-by-id-public-pg' }),
      expect.objectContaining({ ...measured, name: 'refresh', goal: 'ratio ≥ 0.5' }),
      expect.objectContaining({ ...measured, goal: 'ratio ≥ 0.35' }),
    ]);
    expect(results.cases[0].yardstick).toMatchObject({ name: 'monolith', errors: 0 });
  },
  minutes,
);
