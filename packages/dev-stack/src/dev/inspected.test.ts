import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectPort } from '../ports/port-settings.ts';
import { findService, SERVICES } from '../services.ts';
import { parseInspected } from './inspected.ts';

test('several services may be named, or none', () => {
  assert.deepEqual([...parseInspected('session-service, user-service')], ['session-service', 'user-service']);
  assert.deepEqual([...parseInspected('')], []);
  assert.deepEqual([...parseInspected()], []);
});

test('what is no service is refused with those that there are', () => {
  assert.throws(() => parseInspected('session,user-service'), {
    message: `DEBUG names what is no service: session. There are: ${SERVICES.map(({ name }) => name).join(', ')}.`,
  });
});

test('each service has a port of its own for its inspector', () => {
  assert.deepEqual(inspectPort(findService('session-service')), { variable: 'SESSION_INSPECT_PORT', port: 9233 });
  assert.equal(new Set(SERVICES.map(service => inspectPort(service).port)).size, SERVICES.length);
});
