import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergePlans, type Plan, planChanges, type Workspace } from './plan-changes.ts';

const services = ['event-service', 'session-service'];
const workspace: Workspace = {
  services,
  users: new Map([
    ['packages/chassis', services],
    ['packages/contracts', services],
  ]),
};

/** Only what the plan says to do, with lists in place of sets. */
function steps(plan: Plan): Record<string, unknown> {
  const entries = Object.entries(plan).map(
    ([step, value]) => [step, value instanceof Set ? [...value] : value] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value)));
}

const cases: Record<string, [path: string, expected: Record<string, unknown>]> = {
  "a service's source restarts that service": [
    'session-service/src/modules/rooms/routes.ts',
    { compile: true, restart: ['session-service'], site: true },
  ],
  'a test beside the source is compiled only': ['session-service/src/modules/slots/place.test.ts', { compile: true }],
  'a test is compiled only': ['session-service/test/slots.test.ts', { compile: true }],
  'the chassis restarts all that use it': [
    'packages/chassis/src/http/app.ts',
    { compile: true, restart: services, site: true },
  ],
  'a test of the chassis restarts nobody': ['packages/chassis/test/http.test.ts', { compile: true }],
  'a contract changes the broker too': [
    'packages/contracts/src/session-service/messages.ts',
    { compile: true, provision: true, restart: services, site: true },
  ],
  'a sample of a message is for the pages alone': ['packages/contracts/samples/room.created.v1.json', { site: true }],
  'the test kit restarts nobody': ['packages/testing/src/api.ts', { compile: true }],
  'a schema makes a new client': [
    'event-service/prisma/schema.prisma',
    { generate: true, compile: true, schemas: ['event-service'], restart: ['event-service'] },
  ],
  'a migration is applied': [
    'event-service/prisma/migrations/20270101000000_room_notes/migration.sql',
    { migrate: ['event-service'], restart: ['event-service'] },
  ],
  'a proto restarts its callers too': ['session-service/proto/session.proto', { restart: services }],
  'a template of nginx is read by nginx': ['api-gateway/templates/routes.conf.template', { reloadGateway: true }],
  'the page of the API is made anew': ['scripts/site/docs/index.html', { site: true }],
  'the examples of the API are in it': ['api-gateway/examples.json', { site: true }],
  'what this program runs on waits for its next start': [
    'packages/dev-stack/src/dev/dev.ts',
    { compile: true, tooLate: ['packages/dev-stack/src/dev/dev.ts'] },
  ],
  'so do the settings': ['.env', { tooLate: ['.env'] }],
  'prose changes nothing': ['scripts/demo/README.md', {}],
};

for (const [title, [path, expected]] of Object.entries(cases))
  test(title, () => {
    assert.deepEqual(steps(planChanges([path], workspace)), expected);
  });

test('a plan for several paths does what each of them needs', () => {
  const paths = ['event-service/prisma/schema.prisma', 'session-service/src/config.ts'];
  assert.deepEqual(steps(planChanges(paths, workspace)), {
    generate: true,
    compile: true,
    schemas: ['event-service'],
    restart: services,
    site: true,
  });
});

test('what an edit that does not compile leaves undone is done with the next one', () => {
  const left = planChanges(['event-service/src/config.ts'], workspace);
  const next = planChanges(['packages/testing/src/api.ts'], workspace);
  assert.deepEqual(steps(mergePlans(left, next)), { compile: true, restart: ['event-service'], site: true });
});
