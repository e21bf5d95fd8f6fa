import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../errors.ts';
import { isWholeRun, parseOptions } from './options.ts';

const none = { patterns: [], watch: false, containers: false, compose: false, servers: false };

test('compose implies containers', () => {
  assert.deepEqual(parseOptions(['--compose']), { ...none, containers: true, compose: true });
});

test('files stand as they are typed, a name follows -t', () => {
  assert.deepEqual(parseOptions(['slots', 'tests/', '-t', 'a room', '--watch']), {
    ...none,
    patterns: ['slots', 'tests/'],
    name: 'a room',
    watch: true,
  });
});

test('a run is of everything unless files or tests are named', () => {
  assert.equal(isWholeRun(parseOptions(['--containers'])), true);
  for (const args of [['slots'], ['-t', 'a room'], ['--watch']]) assert.equal(isWholeRun(parseOptions(args)), false);
});

test('an unknown option, or a name that is no pattern, is refused with the usage', () => {
  for (const args of [
    ['--olny', 'slots'],
    ['-t', '('],
  ])
    assert.throws(() => parseOptions(args), { name: UserError.name, message: /\nUsage: npm test/ });
});
