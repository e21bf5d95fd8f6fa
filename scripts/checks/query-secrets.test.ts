import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { operationsOf, type Paths } from '@ems/chassis/openapi';
import { root } from './files.ts';

interface Operation {
  parameters?: { name: string; in: string }[];
}

const openapi: Paths<Operation> = JSON.parse(readFileSync(join(root, 'api-gateway/site/openapi.json'), 'utf8'));

test('nothing secret stands in a query, but what opens a calendar feed or a ticket, or ends mails, alone', () => {
  const secrets = operationsOf(openapi).flatMap(({ path, operation: { parameters = [] } }) =>
    parameters
      .filter(
        ({ name, in: place }) => place === 'query' && /token|secret|password|key|code|email|signature/i.test(name),
      )
      .map(({ name }) => `${path}?${name}`),
  );
  assert.deepEqual(secrets, [
    '/api/v1/notifications/unsubscribe?token',
    '/api/v1/notifications/unsubscribe?token',
    '/api/v1/registrations/{id}/ticket.svg?signature',
    '/api/v1/registrations/calendar.ics?token',
  ]);
});
