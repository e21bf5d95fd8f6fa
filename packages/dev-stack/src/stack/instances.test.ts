import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portOf } from '../ports/port-settings.ts';
import { findService, SERVICES } from '../services.ts';
import { parsePorts } from './config.ts';
import { allocateInstances, instancesOf, parseInstances } from './instances.ts';

test('what is no number of instances of a service is refused, with what would be', () => {
  assert.deepEqual(
    [...parseInstances(['event-service=2,user-service=3', 'session-service=1'])],
    [
      ['event-service', 2],
      ['user-service', 3],
      ['session-service', 1],
    ],
  );
  for (const wrong of ['event-service', 'event-service=0', 'event-service=x', 'gateway=2', 'event-service=10', ''])
    assert.throws(
      () => parseInstances([wrong]),
      /^UserError: --instances .* is not SERVICE=NUMBER of one of user-service,/,
    );
});

test('each instance has a name and ports of its own, and the first those of the settings', async () => {
  const ports = parsePorts({});
  const furtherInstances = await allocateInstances(ports, parseInstances(['session-service=3']));
  const sessions = findService('session-service');
  const instances = instancesOf({ ports, furtherInstances }, sessions);
  assert.deepEqual(
    instances.map(({ name }) => name),
    ['session-service', 'session-service-2', 'session-service-3'],
  );
  const { http, grpc } = sessions;
  assert.ok(grpc);
  assert.deepEqual([portOf({ ports }, http), portOf({ ports }, grpc)], [3003, 50051]);
  const listened = instances.flatMap(instance => [portOf(instance, http), portOf(instance, grpc)]);
  assert.equal(new Set(listened).size, 6);
  for (const service of SERVICES.filter(each => each !== sessions))
    assert.deepEqual(instancesOf({ ports, furtherInstances }, service), [{ name: service.name, ports }]);
});
