import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { copyTree, removeTree } from '../../docs/copied-tree';
import { type ReaderEnvironment, readerEnvironment } from '../../docs/environment';
import { queryAt } from '../../support/databases';

const minutes = 60_000;
const rooms = '/api/v1/rooms?eventId=nope';
const routes = 'session-service/src/modules/rooms/routes.ts';

jest.setTimeout(scaled(5 * minutes));

describe('npm run dev', () => {
  let reader: ReaderEnvironment;
  let tree: string;
  let running: ChildProcess;
  let output = '';
  const textAt = async (path: string) => (await fetch(`${reader.gateway}${path}`)).text();
  const detailAt = async (path: string): Promise<string> => JSON.parse(await textAt(path)).detail;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  const edit = (path: string, from: string, to: string) => {
    const text = readFileSync(join(tree, path), 'utf8');
    expect(text).toContain(from);
    write(path, text.replace(from, to));
  };
  /** Waits for what an edit brings about; when it does not come, what the command has said shows why. */
  const soon = async (expectation: () => Promise<void> | void) => {
    try {
      await eventually(() => Promise.resolve(expectation()).then(() => true), 4 * minutes);
    } catch (error) {
      const said = output.replaceAll(/^.* requestId=.*\n/gm, '').slice(-4000);
      throw new Error(`${error}\nIt said:\n${said}`, { cause: error });
    }
  };
  const says = (text: RegExp) => soon(() => expect(output.search(text)).toBeGreaterThanOrEqual(0));
  const answers = (path: string, detail: RegExp) => soon(async () => expect(await detailAt(path)).toMatch(detail));

  beforeAll(async () => {
    reader = await readerEnvironment('ems-dev');
    tree = copyTree();
    running = spawn(process.execPath, ['scripts/bootstrap.mjs', 'scripts/dev.ts'], {
      cwd: tree,
      // With npm's variable the command also ends when we are killed.
      env: { ...reader.env, npm_execpath: process.env.npm_execpath, DEBUG: 'session-service' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [running.stdout, running.stderr]) stream?.on('data', data => (output += data));
    const exited = once(running, 'exit').then(() => Promise.reject(new Error(`it exited:\n${output}`)));
    exited.catch(() => {});
    await Promise.race([says(/watching: /), exited]);
  });

  afterAll(async () => {
    if (running.exitCode === null) {
      running.kill('SIGTERM');
      await once(running, 'exit');
    }
    removeTree(tree);
  });

  test('an edit of a route is live at the gateway, its OpenAPI included', async () => {
    const from = 'const event = await resolveEvent(client, eventId);';
    edit(routes, from, `if (eventId === 'nope') throw problem('room.in-use', 'As edited.');\n      ${from}`);
    edit(routes, "'List the rooms of an event'", "'List rooms, as edited'");
    await answers(rooms, /^As edited\.$/);
    await soon(async () => expect(await textAt('/openapi.json')).toContain('List rooms, as edited'));
  });

  test('an edit that does not compile is shown, and the old code goes on, even when the service must start again', async () => {
    edit(routes, "'As edited.'", "'As edited anew.', 7, 'too many'");
    await says(/session-service\/src\/modules\/rooms\/routes\.ts.*error TS\d+: Expected/);
    expect(await detailAt(rooms)).toBe('As edited.');
    const [file = ''] = globSync(join(tree, '.local/pids/session-service-[0-9]*.json'));
    process.kill(JSON.parse(readFileSync(file, 'utf8')).pid, 'SIGKILL');
    await says(/session-service exited \(SIGKILL\)/);
    await answers(rooms, /^As edited\.$/);
  });

  test('once it compiles again, it is live', async () => {
    edit(routes, "'As edited anew.', 7, 'too many'", "'As edited anew.'");
    await answers(rooms, /^As edited anew\.$/);
  });

  test('an edit with which the service ends at its start is shown, and the instance of before goes on', async () => {
    const main = 'session-service/src/main.ts';
    const fault = "if (process.pid > 0) throw new Error('As edited, it does not start.');\n";
    edit(main, 'void run(', `${fault}void run(`);
    await says(/session-service exited while starting.*[\s\S]*As edited, it does not start\./);
    expect(await detailAt(rooms)).toBe('As edited anew.');
    edit(main, fault, '');
    edit(routes, "'As edited anew.'", "'As edited, and started again.'");
    await answers(rooms, /^As edited, and started again\.$/);
  });

  test('every request is answered while a service is replaced', async () => {
    edit(routes, "'As edited, and started again.'", "'As edited at last.'");
    const details = new Set<string>();
    await soon(async () => expect(details.add(await detailAt(rooms))).toContain('As edited at last.'));
    expect([...details]).toEqual(['As edited, and started again.', 'As edited at last.']);
  });

  test('an edit of the chassis reaches the services that use it', async () => {
    edit('packages/chassis/src/errors/domain-error.ts', 'The request does not fit', 'As edited, it does not fit');
    await answers('/api/v1/speakers?limit=0', /^As edited, /);
    await answers('/api/v1/rooms?limit=0', /^As edited, /);
  });

  test('a new migration is applied; one that fails is shown, and applied when it is mended', async () => {
    const migration = 'session-service/prisma/migrations/29990101000000_as_edited/migration.sql';
    write(migration, 'CREATE TABLE as_edited (id int); CREATE TABLE;');
    await says(/session-service: prisma migrate deploy failed/);
    write(migration, 'CREATE TABLE as_edited (id int);');
    const login = 'session_service_owner:session_service_owner';
    const url = `postgresql://${login}@127.0.0.1:${reader.env.SESSION_DB_PORT}/sessions`;
    await soon(async () => expect(await queryAt(url, 'SELECT * FROM as_edited')).toEqual([]));
  });

  test('a service that is named in DEBUG has an inspector on a port of its own', async () => {
    const port = reader.env.SESSION_INSPECT_PORT;
    expect(output).toMatch(new RegExp(`session-service inspector +127\\.0\\.0\\.1:${port}\n`));
    const list = await eventually(async () => (await fetch(`http://127.0.0.1:${port}/json/list`)).text());
    expect(list).toContain('session-service/dist/src/main.js');
  });
});
