import type { Progress } from '../load/load-context.ts';

const width = 30;

/** A bar that moves where a terminal shows it; elsewhere a line per tenth. */
export function showProgress(total: number, out: NodeJS.WriteStream = process.stderr): Progress {
  let done = 0;
  const tenth = (count: number) => Math.floor((10 * count) / total);
  return {
    step() {
      done++;
      if (out.isTTY) out.write(`\r${bar(done, total)}`);
      else if (tenth(done) > tenth(done - 1)) out.write(`${done} of ${total}\n`);
    },
    end: () => void (out.isTTY && out.write('\n')),
  };
}

function bar(done: number, total: number): string {
  const filled = Math.min(width, Math.round((width * done) / total));
  return `  ${'█'.repeat(filled)}${'░'.repeat(width - filled)}  ${done} of ${total}`;
}
