import { withClient } from '@ems/chassis/database';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';

export interface DatabaseProvisioning {
  /** A superuser's connection string, to any database of the server. */
  adminUrl: string;
  /** The owner's: it holds the database and all that is in it, and runs the migrations. */
  ownerUrl: string;
  /** The service's: it reads and writes rows, and no more. */
  serviceUrl: string;
}

/**
 * The role that gets the rights on rows; the service's own role is a member. It has this name on every server, so that a
 * migration can take away what its service must not do: `REVOKE UPDATE, DELETE ON "table" FROM ems_service`.
 */
const rowRights = 'ems_service';

const onTables = 'SELECT, INSERT, UPDATE, DELETE ON';
const onSequences = 'USAGE, SELECT ON';
const humble = 'LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS';
// Who provisions the same server meanwhile waits.
const lock = 7_301_011;

/**
 * Makes the two roles of a service, its database, and the rights of each, or brings them right. Idempotent: what a
 * migration has taken away stays away. What the service's role owns, from when it was the only one, goes to the owner.
 * @throws Error when two of the URLs name one role, or the owner's and the service's two databases, and while a restore of the
 *   database is half done
 */
export async function provisionDatabase(urls: DatabaseProvisioning): Promise<void> {
  const owner = loginOf(urls.ownerUrl);
  const service = loginOf(urls.serviceUrl);
  if (new Set([loginOf(urls.adminUrl).role, owner.role, service.role]).size < 3) {
    throw new Error('The administrator, the owner and the service need a role each.');
  }
  if (owner.database !== service.database) throw new Error('The owner and the service name different databases.');
  await withClient(urls.adminUrl, async client => {
    await client.query('SELECT pg_advisory_lock($1)', [lock]);
    await provideRoles(client, owner, service);
    await provideDatabase(client, owner, service);
    const inside = Object.assign(new URL(urls.adminUrl), { pathname: `/${encodeURIComponent(owner.database)}` });
    await withClient(inside.href, other => provideRights(other, owner, service));
  });
}

async function provideRoles(client: Client, owner: Login, service: Login): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles');
  const there = new Set(rows.map(row => row.rolname));
  const missing = [rowRights, owner.role, service.role].filter(role => !there.has(role));
  // CREATEDB is for the shadow databases of `prisma migrate dev` and `diff`.
  await client.query(`
    ${missing.map(role => `CREATE ROLE ${escapeIdentifier(role)};`).join('\n')}
    ALTER ROLE ${escapeIdentifier(owner.role)} ${humble} CREATEDB PASSWORD ${escapeLiteral(owner.password)};
    ALTER ROLE ${escapeIdentifier(service.role)} ${humble} NOCREATEDB PASSWORD ${escapeLiteral(service.password)};
    GRANT ${rowRights} TO ${escapeIdentifier(service.role)};`);
}

async function provideDatabase(client: Client, owner: Login, service: Login): Promise<void> {
  const database = escapeIdentifier(owner.database);
  const { rows } = await client.query<{ datname: string; is_open: boolean }>(
    `SELECT datname, has_database_privilege('public', oid, 'CONNECT') AS is_open FROM pg_database`,
  );
  if (rows.some(row => row.datname === `${owner.database}_restored`))
    throw new Error(
      `A restore of ${owner.database} was interrupted: run it again (npm run restore -- --from DIR --compose), and it completes.`,
    );
  if (!rows.some(row => row.datname === owner.database)) await client.query(`CREATE DATABASE ${database}`);
  // Unless it is said otherwise, everybody may connect to every database and make temporary tables there.
  const open = rows.filter(row => row.is_open && ['postgres', 'template1'].includes(row.datname));
  await client.query(`
    ${open.map(row => `REVOKE ALL ON DATABASE ${row.datname} FROM PUBLIC;`).join('\n')}
    ALTER DATABASE ${database} OWNER TO ${escapeIdentifier(owner.role)};
    REVOKE ALL ON DATABASE ${database} FROM PUBLIC, ${escapeIdentifier(service.role)};
    GRANT CONNECT ON DATABASE ${database} TO ${escapeIdentifier(service.role)};`);
}

/** Rights on what is still to be made; so a migration need not think of them, nor does `prisma migrate reset`. */
async function provideRights(client: Client, owner: Login, service: Login): Promise<void> {
  const defaults = `ALTER DEFAULT PRIVILEGES FOR ROLE ${escapeIdentifier(owner.role)} GRANT`;
  await client.query(`
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO ${rowRights};
    ${defaults} USAGE ON SCHEMAS TO ${rowRights};
    ${defaults} ${onTables} TABLES TO ${rowRights};
    ${defaults} ${onSequences} SEQUENCES TO ${rowRights};`);
  const { rowCount } = await client.query(
    `SELECT FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = $1::regrole AND deptype = 'o'
     AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1`,
    [escapeIdentifier(service.role)],
  );
  if (rowCount === 0) return;
  await client.query(`
    REASSIGN OWNED BY ${escapeIdentifier(service.role)} TO ${escapeIdentifier(owner.role)};
    GRANT ${onTables} ALL TABLES IN SCHEMA public TO ${rowRights};
    GRANT ${onSequences} ALL SEQUENCES IN SCHEMA public TO ${rowRights};`);
}

interface Login {
  role: string;
  password: string;
  database: string;
}

function loginOf(url: string): Login {
  const { username, password, pathname } = new URL(url);
  const [role, secret, database] = [username, password, pathname.slice(1)].map(decodeURIComponent);
  if (!role || !secret || !database) throw new Error('A connection string lacks a role, a password or a database.');
  return { role, password: secret, database };
}
