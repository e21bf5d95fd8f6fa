/** What .vscode names is there. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob, resolve } from 'node:path';
import { test } from 'node:test';
import services from '../../services.json' with { type: 'json' };
import { root } from './files.ts';

interface Launch {
  configurations: {
    name: string;
    request: 'attach' | 'launch';
    port?: number;
    runtimeExecutable?: string;
    runtimeArgs?: string[];
    outFiles: string[];
  }[];
}
interface Tasks {
  tasks: { label: string; command: string; problemMatcher: string | string[] | { background: Background } }[];
}
interface Background {
  beginsPattern: string;
  endsPattern: string;
}

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
const { configurations } = read<Launch>('launch.json');
const { tasks } = read<Tasks>('tasks.json');
const attached = configurations.filter(({ request }) => request === 'attach');

/** JSON with lines of comment, as VS Code has it. */
function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(root, '.vscode', name), 'utf8').replaceAll(/^\s*\/\/.*$/gm, '')) as T;
}

/** As .env.example has it. */
function inspectPortOf(service: string): number {
  const variable = `${service.replace('-service', '').toUpperCase()}_INSPECT_PORT`;
  return Number(new RegExp(`^${variable}=(\\d+)$`, 'm').exec(readFileSync(join(root, '.env.example'), 'utf8'))?.[1]);
}

test('a debugger is attached to each service where npm run dev opens its inspector', () => {
  assert.deepEqual(
    attached.map(({ name, port }) => [name, port]),
    services.map(({ name }) => [`Attach to ${name}`, inspectPortOf(name)]),
  );
});

test('a debugger finds the source of what runs', () => {
  const runs = ['chassis', 'contracts'].map(name => `packages/${name}/dist/*/*.js`);
  for (const { name } of services) {
    const outFiles = attached.find(({ port }) => port === inspectPortOf(name))?.outFiles ?? [];
    const globs = outFiles.map(glob => glob.replace(/^\$\{workspaceFolder\}\//, ''));
    const programs = globSync([`${name}/dist/src/*.js`, ...runs], { cwd: root });
    assert.ok(programs.includes(`${name}/dist/src/main.js`));
    for (const program of programs) {
      assert.ok(
        globs.some(glob => matchesGlob(program, glob)),
        program,
      );
      const { sources } = JSON.parse(readFileSync(join(root, `${program}.map`), 'utf8')) as { sources: string[] };
      for (const source of sources) assert.ok(existsSync(resolve(root, dirname(program), source)), program);
    }
  }
});

test('each command is a script of package.json', () => {
  const launched = configurations.flatMap(({ runtimeExecutable, runtimeArgs = [] }) =>
    runtimeExecutable ? [[runtimeExecutable, ...runtimeArgs].join(' ')] : [],
  );
  const commands = [...launched, ...tasks.map(({ command }) => command)];
  assert.equal(commands.length, 4);
  for (const command of commands) {
    const [, script = ''] = /^npm (?:run )?([\w:-]+)/.exec(command) ?? [];
    assert.ok(script in scripts, command);
  }
});

test('an editor sees when npm run dev begins with an edit, and when it is done', () => {
  const [matcher] = tasks.map(({ problemMatcher }) => problemMatcher);
  assert.ok(typeof matcher === 'object' && 'background' in matcher);
  const { beginsPattern, endsPattern } = matcher.background;
  assert.match('  47.5 s  changed: session-service/src/main.ts', new RegExp(beginsPattern));
  const ends = [
    '  23.5 s  watching: what you edit is live as soon as it compiles',
    ' 148.1 s  live: session-service, /docs (1.6 s)',
    ' 148.1 s  services: errors; they go on with their old code',
  ];
  for (const line of ends) assert.match(line, new RegExp(endsPattern));
});
