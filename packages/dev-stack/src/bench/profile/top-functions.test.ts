import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { topFunctions } from './top-functions.ts';

const node = (id: number, functionName: string, url = '') => ({ id, callFrame: { functionName, url, lineNumber: 9 } });

test('the top is of busy time, and adds up what a function did wherever it was called', () => {
  const nodes = [
    node(1, '(idle)'),
    node(2, 'parse', 'file:///x/node_modules/zod/v4/core.js'),
    node(3, '(garbage collector)'),
    node(4, 'parse', 'file:///x/node_modules/zod/v4/core.js'),
  ];
  deepEqual(topFunctions({ nodes, samples: [1, 1, 1, 2, 4, 4, 3] }, 2), [
    { name: 'parse zod/v4/core.js:10', share: 0.75 },
    { name: '(garbage collector)', share: 0.25 },
  ]);
});
