import { build } from '../build.ts';
import { developmentConfig } from '../stack/config.ts';
import { backupArguments, restoreArguments } from './arguments.ts';

/** `npm run backup`. @returns the exit code */
export async function runBackup(args: readonly string[]): Promise<number> {
  const { to, compose } = backupArguments(args);
  // Loaded late, because it imports packages that are compiled where a system runs, and may not be elsewhere.
  if (compose) {
    await build();
    await (await import('./compose-backup.ts')).backUpContainers(to);
  } else await (await import('./backup.ts')).backUp(developmentConfig(), to);
  return 0;
}

/** `npm run restore`. @returns the exit code */
export async function runRestore(args: readonly string[]): Promise<number> {
  const options = restoreArguments(args);
  await build();
  // Loaded late, because it imports packages that the build compiles.
  if (options.compose) await (await import('./compose-restore.ts')).restoreContainers(options);
  else await (await import('./restore.ts')).restore(developmentConfig(), options);
  return 0;
}
