/**
 * Preloaded into a process (`node --import`), it kills or freezes that at a failpoint of the chassis, as FAILPOINT says, or later a
 * message of whoever has forked it: `outbox.after_read:kill@3` kills it at the third passage.
 */
import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';

const signals: Readonly<Record<string, NodeJS.Signals>> = { kill: 'SIGKILL', freeze: 'SIGSTOP' };

function arm(plan: unknown): void {
  const [, name, action = '', nth = 1] = /^([a-z_.]+):([a-z]+)(?:@(\d+))?$/.exec(String(plan)) ?? [];
  const signal = signals[action];
  if (!name || !signal)
    throw new Error(`a failpoint is NAME:kill or NAME:freeze, with @N for the Nth passage: ${plan}`);
  let left = Number(nth);
  subscribe(`ems:${name}`, () => {
    if (--left !== 0) return;
    writeSync(process.stderr.fd, `failpoint ${plan}\n`);
    // Nothing of this process runs once it is sent.
    process.kill(process.pid, signal);
  });
}

if (process.env.FAILPOINT) arm(process.env.FAILPOINT);
process.on('message', plan => {
  arm(plan);
  process.send?.('armed');
});
process.channel?.unref();
