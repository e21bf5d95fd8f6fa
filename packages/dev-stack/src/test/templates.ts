import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '@ems/chassis/database';
import { provisionDatabase } from '@ems/operations';
import { SERVICES, type ServiceEntry } from '../services.ts';
import { root } from '../stack/config.ts';
import { migrate } from '../stack/migrate.ts';

// Runs on the same servers wait for each other's templates.
const LOCK = 7_301_012;

/**
 * One migrated database per service, `template_user_service` and so on, from which each test file clones its own. One that
 * is there already is made anew only when its migrations have changed since.
 */
export async function createTemplates(
  postgresUrl: string,
  services: readonly ServiceEntry[] = SERVICES,
): Promise<void> {
  await Promise.all(services.map(service => createTemplate(postgresUrl, service)));
}

/** As in a true system: the owner migrates, and the service gets its rights on rows by that. */
async function createTemplate(postgresUrl: string, { name, role }: ServiceEntry): Promise<void> {
  const template = `template_${role}`;
  const fingerprint = fingerprintOf(name);
  const urlAs = (username: string) =>
    Object.assign(new URL(postgresUrl), { username, password: username, pathname: template }).href;
  const owner = urlAs(`${role}_owner`);
  await withClient(postgresUrl, async client => {
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCK, template]);
    const { rows } = await client.query<{ fingerprint: string | null }>(
      "SELECT shobj_description(oid, 'pg_database') AS fingerprint FROM pg_database WHERE datname = $1",
      [template],
    );
    if (rows[0]?.fingerprint === fingerprint) return;
    if (rows.length > 0) {
      await client.query(`ALTER DATABASE "${template}" WITH IS_TEMPLATE false`);
      await client.query(`DROP DATABASE "${template}" WITH (FORCE)`);
    }
    await provisionDatabase({ adminUrl: postgresUrl, ownerUrl: owner, serviceUrl: urlAs(role) });
    await migrate(name, owner);
    // A database can be cloned only while nobody is connected to it. The comment comes last: what is half made has none.
    await client.query(`ALTER DATABASE "${template}" WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
    await client.query(`COMMENT ON DATABASE "${template}" IS '${fingerprint}'`);
  });
}

/** Of all that decides what is in a template. */
function fingerprintOf(service: string): string {
  const migrations = join(root, service, 'prisma/migrations');
  const files = readdirSync(migrations, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.sql'))
    .toSorted()
    .map(name => join(migrations, name));
  const hash = createHash('sha256');
  for (const path of [...files, join(root, 'packages/operations/src/database/provision.ts')])
    hash.update(`\0${path}\0`).update(readFileSync(path));
  return hash.digest('hex');
}
