import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ended, openProject, type Project } from './open-project';

const engine = join(__dirname, '../../bin/schema-engine.mjs');

let project: Project;
beforeAll(async () => {
  project = await openProject();
});
afterAll(() => project.close());

const onProject = () => ['--datasource', JSON.stringify({ url: project.url })];

/** Starts the engine as the CLI does, writes these lines to it, and reads what it answers. */
const talk = async (flags: string[], ...requests: object[]) => {
  const child = spawn(engine, flags);
  const end = ended(child);
  child.stderr.removeAllListeners('data').resume();
  child.stdin.end(requests.map(request => `${JSON.stringify({ jsonrpc: '2.0', ...request })}\n`).join(''));
  const { code, output } = await end;
  return {
    code,
    answers: output
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  };
};

test('answers each request in its order, prints a diff before it answers it, and ends with its input', async () => {
  const schema = { path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' };
  const params = {
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [schema] },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  };
  const { code, answers } = await talk(
    onProject(),
    { id: 1, method: 'getDatabaseVersion' },
    { id: 2, method: 'dropEverything' },
    { id: 3, method: 'diff', params },
  );
  expect(code).toBe(0);
  expect(answers).toMatchObject([
    { id: 1, result: expect.stringMatching(/^PostgreSQL/) },
    { id: 2, error: { data: { message: 'The schema engine has no method dropEverything.' } } },
    { method: 'print', params: { content: '-- This is an empty migration.' } },
    { id: 3, result: { exitCode: 0, stdout: null } },
  ]);
});

test('a panic of the module is an answer too', async () => {
  const { answers } = await talk(onProject(), { id: 1, method: 'debugPanic' }, { id: 2, method: 'getDatabaseVersion' });
  expect(answers[0].error.data.message).toContain('The schema engine panicked: ');
  expect(answers[0].error.data.message).toContain('debugPanic artificial panic');
  expect(answers[1]).toMatchObject({ id: 2, error: expect.anything() });
});

test('a command line that makes no sense is said by JSON-RPC and by exit code, each where the CLI looks', async () => {
  const served = await talk(['--no-such-flag'], { id: 1, method: 'getDatabaseVersion' });
  expect(served).toMatchObject({
    code: 0,
    answers: [{ error: { data: { message: expect.stringContaining('--no-such-flag') } } }],
  });

  const { code, output } = await ended(spawn(engine, ['cli', 'can-connect-to-database']));
  expect(code).toBe(1);
  const lines = output
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line));
  expect(lines.slice(1)).toMatchObject([
    { level: 'ERROR', fields: { message: expect.stringContaining('no datasource.url') } },
  ]);
});
