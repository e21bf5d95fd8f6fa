import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { UserError } from '../errors.ts';
import { root } from '../stack/config.ts';
import { parseOptions } from './options.ts';
import { runnable, selectTests } from './select-tests.ts';
import { kindOf, listTestFiles, outputOf, type TestKind } from './test-files.ts';

// All but this one, which has what it looks for.
const files = listTestFiles().filter(({ path }) => !path.endsWith('/select-tests.test.ts'));
const select = (args: string[], cwd = root) => selectTests(files, parseOptions(args), cwd).map(({ path }) => path);
const slots = 'session-service/test/slots.test.ts';

describe('test files', () => {
  test('are found by their path, from the root or from where it is typed', () => {
    assert.deepEqual(select([slots]), [slots]);
    assert.deepEqual(select(['test/slots.test.ts'], join(root, 'session-service')), [slots]);
    assert.deepEqual(select([slots], join(root, 'session-service/src')), [slots]);
  });

  test('are found by their folder', () => {
    const found = select(['session-service/test/']);
    assert.ok(found.includes(slots));
    assert.ok(found.every(path => path.startsWith('session-service/test/')));
    assert.deepEqual(select(['.'], join(root, 'session-service/test')), found);
  });

  test('are found by a pattern, each once, in the order of all', () => {
    assert.deepEqual(select(['/slots', slots]), [slots]);
    assert.deepEqual(select(['/SLOTS\\.test']), [slots]);
  });

  test('are found by the name of a test, also of one that a table makes', () => {
    assert.deepEqual(select(['-t', 'A room is taken once']), [slots]);
    assert.ok(select(['-t', 'no room is a 400 that points at it']).includes(slots));
  });

  test('that nothing matches are refused with the nearest names', () => {
    assert.throws(() => select(['session-service/test/slot.test.ts']), {
      name: UserError.name,
      message: /matches session-service\/test\/slot\.test\.ts\. Nearest:\n {2}session-service\/test\/slots\.test\.ts\n/,
    });
    assert.throws(() => select([slots, 'slotz']), /Nearest:\n {2}session-service\/test\/slots\.test\.ts\n/);
    assert.throws(() => select(['-t', 'a room is takken once']), /Nearest:\n {2}a room is taken once/);
  });
});

describe('a run', () => {
  const kindsOf = (args: string[]) =>
    [...new Set(runnable(files, parseOptions(args)).map(({ kind }) => kind))] satisfies TestKind[];
  const all: TestKind[] = ['script', 'unit', 'integration', 'end-to-end', 'drill', 'long-drill'];
  const has = (args: string[]) => kindsOf(args).toSorted((a, b) => all.indexOf(a) - all.indexOf(b));

  test('of everything needs no running system; what does is a run of its own, or one of what is named', () => {
    assert.deepEqual(has([]), ['script', 'unit', 'integration']);
    assert.deepEqual(has(['--e2e']), ['end-to-end']);
    assert.deepEqual(has(['--drills']), ['drill']);
    assert.deepEqual(has(['--drills', '--long']), ['drill', 'long-drill']);
    assert.deepEqual(has(['--drills', 'tests/drills/long/backup.test.ts']), ['drill', 'long-drill']);
    assert.deepEqual(has(['tests/drills/kill.test.ts']), all);
    assert.deepEqual(has(['-t', 'a room']), all);
  });

  test('in containers has what may differ there, and all that can run there when it is named', () => {
    assert.deepEqual(has(['--compose']), ['integration', 'end-to-end']);
    const paths = runnable(files, parseOptions(['--compose'])).map(({ path }) => path);
    assert.ok(paths.includes('packages/chassis/test/relay.test.ts') && !paths.includes(slots));
    assert.ok(!paths.includes('packages/chassis/test/grpc.test.ts'));
    assert.ok(paths.includes('tests/gateway/gateway.test.ts') && !paths.includes('tests/fuzz/fuzz.test.ts'));
    assert.deepEqual(has(['--compose', slots]), ['unit', 'integration', 'end-to-end']);
  });
});

describe('a test file', () => {
  test('needs what its place says', () => {
    const kinds = {
      'session-service/src/modules/events/cfp.test.ts': 'unit',
      'packages/chassis/src/http/etag.test.ts': 'unit',
      'packages/chassis/test/grpc.test.ts': 'integration',
      [slots]: 'integration',
      'tests/happy-path.test.ts': 'end-to-end',
      'tests/failpoints/failpoints.test.ts': 'integration',
      'tests/drills/kill.test.ts': 'drill',
      'tests/drills/long/backup.test.ts': 'long-drill',
      'scripts/checks/lint.test.ts': 'script',
      'packages/dev-stack/src/test/options.test.ts': 'script',
    };
    for (const [path, kind] of Object.entries(kinds)) assert.equal(kindOf(path), kind, path);
    assert.throws(() => kindOf('session-service/bench/slots.test.ts'), UserError);
  });

  test('is compiled to where its project says', () => {
    const outputs = {
      [slots]: 'session-service/dist/test/slots.test.js',
      'packages/chassis/src/http/etag.test.ts': 'packages/chassis/dist/http/etag.test.js',
      'packages/chassis/test/grpc.test.ts': 'packages/chassis/dist/test/grpc.test.js',
      'tests/gateway/gateway.test.ts': 'tests/dist/gateway/gateway.test.js',
    };
    for (const [path, output] of Object.entries(outputs)) assert.equal(outputOf(path), join(root, output));
  });
});
