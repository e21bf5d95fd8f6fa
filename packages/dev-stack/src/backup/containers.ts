import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { UserError } from '../errors.ts';
import { runCommand, tail } from '../processes/run-command.ts';
import { SUPERUSER } from '../servers/postgres.ts';
import { type ServiceEntry, shortName } from '../services.ts';
import { root } from '../stack/config.ts';

/** The container of a service's database, as docker-compose.yml calls it. */
export const databaseContainer = (service: ServiceEntry): string => `${shortName(service)}-db`;

/** `docker compose …` in the project's folder. @returns what it prints. @throws UserError with the end of that, when it fails */
export async function compose(...args: string[]): Promise<string> {
  const { code, output } = await runCommand('docker', ['compose', ...args], { cwd: root });
  if (code !== 0) throw new UserError(`docker compose ${args.slice(0, 4).join(' ')} … failed:\n${tail(output)}`);
  return output;
}

/** The same, with a file, or a text, for its standard input, or a file for its output. */
export function composePiped(
  args: readonly string[],
  ends: { from?: string; text?: string; to?: string },
): Promise<string> {
  const input = ends.from === undefined ? 'pipe' : openSync(ends.from, 'r');
  const output = ends.to === undefined ? 'pipe' : openSync(ends.to, 'wx', 0o600);
  const child = spawn('docker', ['compose', ...args], { cwd: root, stdio: [input, output, 'pipe'] });
  for (const opened of [input, output]) if (typeof opened === 'number') closeSync(opened);
  child.stdin?.on('error', () => {});
  child.stdin?.end(ends.text ?? '');
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let printed = '';
  let complaint = '';
  child.stdout?.setEncoding('utf8').on('data', text => (printed += text));
  child.stderr?.setEncoding('utf8').on('data', text => (complaint += text));
  child.on('error', reject);
  child.on('close', code =>
    code === 0
      ? resolve(printed)
      : reject(new UserError(`docker compose ${args.slice(0, 4).join(' ')} … failed:\n${tail(complaint)}`)),
  );
  return promise;
}

const psqlIn = (service: ServiceEntry, database: string) => [
  ...['exec', '-T', databaseContainer(service), 'psql', '--username', SUPERUSER, '--dbname', database],
  ...['--no-psqlrc', '--quiet', '--no-align', '--tuples-only', '--set', 'ON_ERROR_STOP=1'],
];

/** One command line of psql. @returns its lines */
export async function askDatabase(service: ServiceEntry, database: string, sql: string): Promise<string[]> {
  const answer = await composePiped([...psqlIn(service, database), '--command', sql], {});
  return answer.split('\n').filter(line => line !== '');
}

/** A session of psql, which keeps its transaction. */
export interface Session {
  service: ServiceEntry;
  /** @returns the lines of the answer. @throws UserError where psql ends instead */
  ask(sql: string): Promise<string[]>;
  end(): void;
}

export function openSession(service: ServiceEntry): Session {
  const child: ChildProcessWithoutNullStreams = spawn('docker', ['compose', ...psqlIn(service, service.database)], {
    cwd: root,
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', text => (complaint += text));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const end = 'ems-end-of-answer';
  return {
    service,
    async ask(sql) {
      child.stdin.write(`${sql};\n\\echo ${end}\n`);
      const answer: string[] = [];
      for (;;) {
        const { done, value } = await lines.next();
        if (done) throw new UserError(`${databaseContainer(service)} does not answer:\n${tail(complaint)}`);
        if (value === end) return answer;
        answer.push(value);
      }
    },
    end: () => child.stdin.end(),
  };
}

/** Messages of a broker that has lost its services' history. @param name of the volume, which need not be there */
export async function removeVolume(name: string): Promise<void> {
  const { code, output } = await runCommand('docker', ['volume', 'rm', '--force', name]);
  if (code !== 0) throw new UserError(`The volume ${name} cannot be removed:\n${tail(output)}`);
}
