import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { pendingMigrations } from './migrations';

/** Migrations that are not there after all. */
export class FailedMigrationsError extends Error {
  override readonly name = 'FailedMigrationsError';

  /** @param output what Prisma's CLI has said */
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

/**
 * Applies the pending migrations of a service by Prisma's CLI, and looks whether they are there: the CLI takes an engine that was killed
 * for one that is done, and ends with 0.
 * @param url the owner's
 * @param folder the service's
 * @param remedy as of {@link pendingMigrations}
 * @returns what Prisma's CLI has said
 * @throws FailedMigrationsError when some are still to be applied
 */
export async function deployMigrations(url: string, folder: string, remedy: string): Promise<string> {
  const { code, output } = await runPrisma(['migrate', 'deploy'], url, folder);
  const pending = await pendingMigrations(url, join(folder, 'prisma/migrations'), remedy);
  if (code === 0 && pending.length === 0) return output;
  const which = pending.length === 0 ? '' : `; still to be applied: ${pending.join(', ')}`;
  throw new FailedMigrationsError(`prisma migrate deploy failed${which}`, output);
}

/** Takes back the note of a migration that failed, so that it is tried again. @param url, folder as of {@link deployMigrations} */
export async function forgetFailedMigration(name: string, url: string, folder: string): Promise<void> {
  await runPrisma(['migrate', 'resolve', '--rolled-back', name], url, folder);
}

function runPrisma(args: readonly string[], url: string, folder: string): Promise<{ code: number; output: string }> {
  const cli = join(dirname(require.resolve('prisma/package.json')), 'build/index.js');
  // In seconds, instead of five: its server answers already, but one on a busy machine may do so late.
  const patient = new URL(url);
  patient.searchParams.set('connect_timeout', '60');
  const env = { ...process.env, DATABASE_URL: patient.href, CHECKPOINT_DISABLE: '1' };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', code => resolve({ code: code ?? 1, output }));
  });
}
