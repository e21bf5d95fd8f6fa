import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { have } from './support/api';
import { databaseUrl, query, type ServiceName, services } from './support/databases';
import { firstAdmin, newPerson } from './support/people';
import { programme } from './support/programme';

const run = promisify(execFile);
const root = join(__dirname, '../..');
const command = 'node_modules/@ems/chassis/dist/audit/command.js';

/** The command as an operator gives it, on processes or in the container. */
const audit = (service: ServiceName, ...args: string[]) =>
  process.env.E2E_STACK_DIRECTORY
    ? run(process.execPath, [join(root, command), ...args], {
        env: { DATABASE_URL: databaseUrl(service, 'service') },
      })
    : run('docker', ['compose', 'exec', '-T', `${service}-service`, 'node', `/app/${command}`, ...args], { cwd: root });

describe('the audit log', () => {
  test('has what an admin changed in each service, and is whole in all of them', async () => {
    const admin = await firstAdmin();
    const { id: ownerId, as } = await newPerson();
    const event = await programme(as).event();
    const { body: room } = have(await admin.as('post', '/rooms', { eventId: event.id, name: "Admin's room" }), 201);
    const { body: speaker } = have(await admin.as('post', '/speakers', { name: 'Ada' }), 201);
    have(await admin.as('patch', `/users/${ownerId}`, { status: 'disabled' }), 200);
    have(await admin.as('delete', `/events/${event.id}`), 204);
    const on = { user: ownerId, event: event.id, session: room.id, speaker: speaker.id };
    for (const service of services) {
      const found = await query(
        service,
        `SELECT FROM audit WHERE action = 'admin.wrote' AND actor = $1 AND (subject = $2 OR facts ->> 'location' LIKE '%' || $2)`,
        [admin.id, on[service]],
      );
      expect({ service, entries: found.length }).toEqual({ service, entries: 1 });
      const { stdout } = await audit(service, 'verify');
      expect(stdout).toContain('the chain is whole');
      const listed = await audit(service, 'list', '--actor', admin.id, '--last', '1000');
      expect(listed.stdout).toContain(on[service]);
    }
  });
});
