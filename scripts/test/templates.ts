import pg from 'pg';
import { SERVICES } from '../stack/catalogue.ts';
import { withClient } from '../stack/databases.ts';
import { migrate } from '../stack/migrate.ts';
import { say } from '../system/say.ts';

/** One migrated database per service, `template_user_service` and so on, from which each test file clones its own. */
export async function makeTemplates(root: string, postgresUrl: string): Promise<void> {
  await Promise.all(SERVICES.map(({ name }) => makeTemplate(root, postgresUrl, name)));
}

async function makeTemplate(root: string, postgresUrl: string, service: string): Promise<void> {
  const name = `template_${service.replaceAll('-', '_')}`;
  const quoted = pg.escapeIdentifier(name);
  await withClient(postgresUrl, client => client.query(`CREATE DATABASE ${quoted}`));
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  await migrate(root, service, url.href, say);
  // A database can be cloned only while nobody is connected to it.
  await withClient(postgresUrl, client =>
    client.query(`ALTER DATABASE ${quoted} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`),
  );
}
