import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { copyTree, removeTree } from '../../docs/copied-tree';
import { type ReaderEnvironment, readerEnvironment } from '../../docs/environment';
import { asOrganizer } from '../../support/as-organizer';
import { logIn, registerUser, type User } from '../../support/users';
import { startWorkload, type Write } from '../support/workload';

const minutes = 60_000;

jest.setTimeout(scaled(10 * minutes));

describe('a system is backed up while others write, lost, and restored', () => {
  let reader: ReaderEnvironment;
  let tree: string;
  let backup: string;
  let running: ChildProcess | undefined;
  let output = '';
  let person: User;
  let eventId: string;
  let workload: ReturnType<typeof startWorkload>;
  let acknowledged: Write[];
  let keys: string;

  const inTree = (script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => ({
    command: [join(tree, script), ...args],
    options: { cwd: tree, env: { ...reader.env, BACKUP_PASSPHRASE: 'five words that nobody guesses', ...env } },
  });
  const run = (script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    new Promise<{ code: number | null; said: string }>(resolve => {
      const { command, options } = inTree(script, args, env);
      const child = execFile(process.execPath, command, { ...options, maxBuffer: 2 ** 26 }, (_, stdout, stderr) =>
        resolve({ code: child.exitCode, said: stdout + stderr }),
      );
    });
  const restore = (...args: string[]) => run('scripts/restore.ts', ['--from', backup, ...args]);
  const start = async () => {
    const { command, options } = inTree('scripts/start.ts');
    const child = spawn(process.execPath, command, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    running = child;
    output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', data => (output += data));
    await eventually(async () => {
      if (child.exitCode !== null) return true;
      return (await fetch(`${reader.gateway}/health/ready`)).ok;
    }, 4 * minutes);
    if (child.exitCode !== null) throw new Error(`it exited:\n${output}`);
  };
  const stop = async () => {
    if (running?.exitCode !== null) return;
    running.kill('SIGTERM');
    await once(running, 'exit');
  };
  const signingKeys = async () => (await fetch(`${reader.gateway}/.well-known/jwks.json`)).text();
  const state = (part: string) => join(tree, '.local', part);
  const acknowledgedNow = () => workload.writes.filter(({ id }) => id !== undefined);

  beforeAll(async () => {
    reader = await readerEnvironment('ems-backup');
    tree = copyTree();
    backup = join(mkdtempSync(join(tmpdir(), 'ems-backup-')), 'backup');
    process.env.E2E_GATEWAY_URL = reader.gateway;
    for (const [short, database] of Object.entries({
      USER: 'users',
      EVENT: 'events',
      SESSION: 'sessions',
      SPEAKER: 'speakers',
    })) {
      const owner = `${short.toLowerCase()}_service_owner`;
      process.env[`E2E_${short}_DB_URL`] =
        `postgresql://${owner}:${owner}@127.0.0.1:${reader.env[`${short}_DB_PORT`]}/${database}`;
    }
    await start();
    person = await registerUser();
    keys = await signingKeys();
    ({ id: eventId } = await asOrganizer(person.client).event());
    workload = startWorkload(person.accessToken, eventId);
    await eventually(() => acknowledgedNow().length > 40, 2 * minutes);
    acknowledged = acknowledgedNow();
  });

  afterAll(async () => {
    await stop();
    removeTree(tree);
    rmSync(join(backup, '..'), { recursive: true, force: true });
  });

  test('the backup is made while they write', async () => {
    const before = acknowledgedNow().length;
    expect(await run('scripts/backup.ts', ['--to', backup])).toMatchObject({ code: 0 });
    await eventually(() => acknowledgedNow().length > before + 20, minutes);
    await workload.stop();
    expect((await run('scripts/backup.ts', ['--to', backup])).said).toMatch(/is not empty/);
  });

  test('a system that runs, or has a state, is left alone', async () => {
    expect((await restore()).said).toMatch(/is already running/);
    await stop();
    expect((await restore()).said).toMatch(/There is a state already/);
    expect(existsSync(state('postgres/users'))).toBe(true);
  });

  test('with another passphrase, or without one, nothing is restored', async () => {
    for (const part of ['postgres', 'keys', 'rabbitmq', 'mail']) rmSync(state(part), { recursive: true });
    const refused = await run('scripts/restore.ts', ['--from', backup], {
      BACKUP_PASSPHRASE: 'another one, and wrong',
    });
    expect(refused).toEqual({ code: 1, said: expect.stringContaining('not the one that the backup was sealed with') });
    expect((await run('scripts/restore.ts', ['--from', backup], { BACKUP_PASSPHRASE: '' })).said).toMatch(
      /Set BACKUP_PASSPHRASE/,
    );
    expect(existsSync(state('postgres'))).toBe(false);
  });

  test('a restore that is killed half way is told, and completes when it runs again', async () => {
    const { command, options } = inTree('scripts/restore.ts', ['--from', backup]);
    const killed = spawn(process.execPath, command, { ...options, stdio: 'ignore' });
    const exited = once(killed, 'exit');
    await eventually(() => existsSync(state('restore/new/postgres/speakers/PG_VERSION')), 4 * minutes);
    killed.kill('SIGKILL');
    await exited;
    expect(await run('scripts/start.ts', [])).toEqual({
      code: 1,
      said: expect.stringContaining('A restore was interrupted'),
    });
    expect(await restore()).toMatchObject({ code: 0 });
    expect(existsSync(state('restore'))).toBe(false);
  });

  test('all that was acknowledged before the backup is there, and tokens of before are good by the same keys', async () => {
    await start();
    const outcomes = await workload.outcomes();
    for (const write of acknowledged)
      expect(outcomes.find(outcome => outcome.write === write)?.ids).toEqual([write.id]);
    expect(await signingKeys()).toBe(keys);
    person = await logIn(person.email);
  });

  test('the services agree, and no audit log is broken', async () => {
    await eventually(async () => {
      expect(await run('scripts/messages.ts', ['verify'])).toMatchObject({ code: 0 });
      return true;
    }, minutes);
    await eventually(async () => {
      expect(await run('scripts/reconcile.ts', ['list'])).toMatchObject({ code: 0 });
      return true;
    }, minutes);
    expect(await run('scripts/audit.ts', ['verify'])).toMatchObject({ code: 0 });
  });

  test('one database is restored alone, and the others know what it has lost', async () => {
    expect((await person.api('patch', `/events/${eventId}`, { title: 'After the backup' })).status).toBe(200);
    await eventually(async () => (await run('scripts/messages.ts', ['verify'])).code === 0, minutes);
    await stop();
    expect(await restore('--only', 'event-service', '--replace')).toMatchObject({ code: 0 });
    await start();
    await eventually(async () => {
      const { code, said } = await run('scripts/reconcile.ts', ['list']);
      expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining(eventId) });
      return true;
    }, minutes);
    await eventually(async () => (await run('scripts/reconcile.ts', ['apply'])).code === 0, 2 * minutes);
    expect(await run('scripts/messages.ts', ['verify'])).toMatchObject({ code: 0 });
  });
});
