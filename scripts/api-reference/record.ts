import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Example } from './examples.ts';
import { shellOf } from './shell.ts';
import type { Step } from './step.ts';

/** Replaces the page's own curl by one that writes down each call: number, arguments, headers, body. */
const recordingCurl = `
curl() {
  echo >>"$RECORD/calls"
  local call="$RECORD/$(($(wc -l <"$RECORD/calls")))"
  printf '%s\\0' "$@" >"$call.arguments"
  command curl --silent --show-error --retry 3 --dump-header "$call.headers" --output "$call.body" "$@" || exit
  if [ -f "$call.body" ]; then cat "$call.body"; fi
}
`;

/**
 * Runs the page from top to bottom in bash and takes down what each call asked and was answered.
 * @param opening what the page's first block defines
 * @param gateway its address, instead of which the examples name port 80 of this machine
 * @throws Error naming the first call that was not answered as its step says
 */
export function record(opening: string, steps: readonly Step[], gateway: string): Example[] {
  const folder = mkdtempSync(join(tmpdir(), 'ems-examples-'));
  try {
    const script = [opening, recordingCurl, ...steps.map(shellOf)].join('\n');
    const env = { ...process.env, API: `${gateway}/api/v1`, RECORD: folder };
    const { stderr } = spawnSync('bash', ['-c', script], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return steps.map((step, index) => {
      const example = readCall(join(folder, String(index + 1)), step, stderr);
      const expected = step.status ?? (example.status < 400 && example.status);
      if (example.status === expected) return example;
      throw new Error(`${shellOf(step)}\nanswered ${example.status}: ${JSON.stringify(example.reply)}\n${stderr}`);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readCall(call: string, { route }: Step, stderr: string): Example {
  if (!existsSync(`${call}.headers`)) throw new Error(`${route} was not answered:\n${stderr}`);
  const sent = readFileSync(`${call}.arguments`, 'utf8').split('\0');
  const request = sent[sent.indexOf('-d') + 1];
  // Of a call that was tried again, the last reply.
  const head = readFileSync(`${call}.headers`, 'utf8').trim().split('\r\n\r\n').at(-1) ?? '';
  const header = (name: string) => new RegExp(`^${name}: (.*?)\r?$`, 'im').exec(head)?.[1];
  const body = existsSync(`${call}.body`) ? readFileSync(`${call}.body`, 'utf8') : '';
  const location = header('location');
  const isJson = /json/.test(header('content-type') ?? '');
  return {
    route,
    ...(sent.includes('-d') && request !== undefined && { request: JSON.parse(request) }),
    status: Number(/^HTTP\/\S+ (\d+)/.exec(head)?.[1]),
    ...(location !== undefined && { location }),
    ...(body !== '' && { reply: isJson ? JSON.parse(body) : body }),
  };
}
