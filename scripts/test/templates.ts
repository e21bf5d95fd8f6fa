import pg from 'pg';
import { SERVICES, type ServiceEntry } from '../stack/catalogue.ts';
import { withClient } from '../stack/databases.ts';
import { migrate } from '../stack/migrate.ts';
import { provisionDatabase } from '../stack/provision.ts';
import { say } from '../system/say.ts';

/** One migrated database per service, `template_user_service` and so on, from which each test file clones its own. */
export async function makeTemplates(root: string, postgresUrl: string): Promise<void> {
  await Promise.all(SERVICES.map(service => makeTemplate(root, postgresUrl, service)));
}

/** As in a true system: the owner migrates, and the service gets its rights on rows by that. */
async function makeTemplate(root: string, postgresUrl: string, { name: service, role }: ServiceEntry): Promise<void> {
  const name = `template_${role}`;
  const quoted = pg.escapeIdentifier(name);
  const as = (username: string) =>
    Object.assign(new URL(postgresUrl), { username, password: username, pathname: name }).href;
  const owner = as(`${role}_owner`);
  await provisionDatabase({ adminUrl: postgresUrl, ownerUrl: owner, serviceUrl: as(role) });
  await migrate(root, service, owner, say);
  // A database can be cloned only while nobody is connected to it.
  await withClient(postgresUrl, client =>
    client.query(`ALTER DATABASE ${quoted} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`),
  );
}
