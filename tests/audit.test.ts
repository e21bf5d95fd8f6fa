import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expectStatus } from '@ems/testing';
import { describe, expect, test } from '@jest/globals';
import { asOrganizer } from './support/as-organizer';
import { databaseUrl, query } from './support/databases';
import { root, type ServiceName, services } from './support/services';
import { firstAdmin, registerUser } from './support/users';

const run = promisify(execFile);
const command = 'dist/audit/command.js';

/** The command as an operator gives it, on processes or in the container. */
const audit = (service: ServiceName, ...args: string[]) =>
  process.env.E2E_STACK_DIRECTORY
    ? run(process.execPath, [join(root, 'packages/operations', command), ...args], {
        env: { DATABASE_URL: databaseUrl(service, 'service') },
      })
    : run(
        'docker',
        ['compose', 'run', '--rm', '-T', service.replace(/service$/, 'operations'), 'node', command, ...args],
        { cwd: root },
      );

describe('the audit log', () => {
  test('has what an admin changed in each service, and is whole in all of them', async () => {
    const admin = await firstAdmin();
    const { id: ownerId, client } = await registerUser();
    const event = await asOrganizer(client).event();
    const { body: room } = expectStatus(
      await admin.api('post', '/rooms', { eventId: event.id, name: "Admin's room" }),
      201,
    );
    const { body: speaker } = expectStatus(await admin.api('post', '/speakers', { name: 'Ada' }), 201);
    expectStatus(await admin.api('patch', `/users/${ownerId}`, { status: 'disabled' }), 200);
    expectStatus(await admin.api('delete', `/events/${event.id}`), 204);
    const subjects: Record<ServiceName, string> = {
      'user-service': ownerId,
      'event-service': event.id,
      'session-service': room.id,
      'speaker-service': speaker.id,
    };
    for (const service of services) {
      const found = await query(
        service,
        `SELECT FROM audit WHERE action = 'admin.wrote' AND actor = $1 AND (subject = $2 OR facts ->> 'location' LIKE '%' || $2)`,
        [admin.id, subjects[service]],
      );
      expect({ service, entries: found.length }).toEqual({ service, entries: 1 });
      const { stdout } = await audit(service, 'verify');
      expect(stdout).toContain('the chain is whole');
      const listed = await audit(service, 'list', '--actor', admin.id, '--last', '1000');
      expect(listed.stdout).toContain(subjects[service]);
    }
  });
});
