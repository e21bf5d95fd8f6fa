/** `npm start`: brings the system up on this machine and keeps it up until it is told to stop. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from '../prepare.ts';
import { Interrupted, listenForInterruption } from '../system/interrupt.ts';
import { claim } from '../system/only-one.ts';
import { killRecorded } from '../system/records.ts';
import { complain, elapsedSeconds, say } from '../system/say.ts';
import { stopLeftovers } from '../system/supervisor.ts';
import { systemPrograms } from '../system/system-packages.ts';
import { developmentConfig } from './config.ts';
import { createStack } from './stack.ts';
import { table } from './table.ts';

async function main(): Promise<void> {
  const interruption = listenForInterruption();
  const config = developmentConfig();
  const claimed = await claim(config.directory, 'npm start', say);
  await stopLeftovers(config.directory, say);
  if (process.argv.includes('--fresh')) startOver(config.directory);
  const programs = await systemPrograms(say);
  await prepare(config.root, say);
  const stack = createStack(config, programs, say);
  interruption.handle(claimed.stopping, () => killRecorded(config.directory));
  try {
    await Promise.race([stack.start(), interruption.asked]);
    say(`everything is ready after ${elapsedSeconds().toFixed(0)} s\n\n${table(config)}\n\nCtrl-C stops it.\n`);
    await interruption.asked;
  } finally {
    await stack.stop();
    claimed.release();
  }
}

function startOver(directory: string): void {
  say('starting over: deleting databases, messages, keys, mails and logs');
  for (const part of ['postgres', 'rabbitmq', 'nginx', 'keys', 'mail', 'logs']) {
    rmSync(join(directory, part), { recursive: true, force: true });
  }
}

main().catch(error => {
  if (error instanceof Interrupted) {
    say('stopped');
    process.exit(0);
  }
  complain(error);
  process.exit(1);
});
