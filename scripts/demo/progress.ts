import { log } from '@ems/dev-stack';

export interface Progress {
  /** One more is done. */
  step(): void;
  end(): void;
}

const width = 30;

/** A bar that moves where a terminal shows it; elsewhere a line per tenth. */
export function showProgress(total: number, out: NodeJS.WriteStream = process.stdout): Progress {
  let done = 0;
  const step = out.isTTY ? () => out.write(`\r${bar(done, total)}`) : () => logTenths(done, total);
  return {
    step() {
      done++;
      step();
    },
    end: () => void (out.isTTY && out.write('\n')),
  };
}

function bar(done: number, total: number): string {
  const filled = Math.round((width * done) / total);
  return `  ${'█'.repeat(filled)}${'░'.repeat(width - filled)}  ${done} of ${total}`;
}

function logTenths(done: number, total: number): void {
  const tenth = (count: number) => Math.floor((10 * count) / total);
  if (tenth(done) > tenth(done - 1)) log(`${done} of ${total}`);
}
