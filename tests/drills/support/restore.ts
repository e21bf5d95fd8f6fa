import { withClient } from '@ems/chassis/database';
import { eventually } from '@ems/testing';
import { databaseUrl } from '../../support/databases';
import type { ServiceName } from '../../support/services';
import { operate } from './operations';
import { endAndAwait, killAndAwait } from './processes';

/** Copies a service's database. @returns puts the copy in its place, and waits until the service runs on it */
export async function copyDatabase(service: ServiceName): Promise<() => Promise<void>> {
  const { owner, name } = ofDatabase(service);
  const copy = quoted(`${name}_copy`);
  const database = quoted(name);
  await asSuperuser(service, `DROP DATABASE IF EXISTS ${copy}`, `ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
  // Whose session was ended may still be there for a moment.
  await eventually(async () => {
    await asSuperuser(service, endSessions(name));
    return asSuperuser(service, `CREATE DATABASE ${copy} TEMPLATE ${database} OWNER ${owner}`).then(
      () => true,
      () => false,
    );
  });
  await asSuperuser(service, `ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
  await eventually(async () => (await fetch(readiness(service))).ok);
  return async () => {
    // What it has handled it acknowledges in its end. Of one that is killed before, the broker delivers that again, to the copy.
    await endAndAwait(service);
    await asSuperuser(
      service,
      `DROP DATABASE ${database} WITH (FORCE)`,
      `ALTER DATABASE ${copy} RENAME TO ${database}`,
      `ALTER DATABASE ${database} ALLOW_CONNECTIONS true`,
      `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
      `GRANT CONNECT ON DATABASE ${database} TO ${serviceRole(service)}`,
    );
    await killAndAwait(service);
  };
}

/** Names of development, which need nothing else. */
const quoted = (name: string) => `"${name}"`;

const readiness = (service: ServiceName) => `${process.env.E2E_GATEWAY_URL}/health/${service}/ready`;

const serviceRole = (service: ServiceName) =>
  quoted(decodeURIComponent(new URL(databaseUrl(service, 'service')).username));

function ofDatabase(service: ServiceName): { owner: string; name: string } {
  const { username, pathname } = new URL(databaseUrl(service));
  return { owner: quoted(decodeURIComponent(username)), name: pathname.slice(1) };
}

const endSessions = (name: string) =>
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`;

/** Each statement for itself: databases are made and dropped in no transaction. */
async function asSuperuser(service: ServiceName, ...statements: string[]): Promise<void> {
  const url = new URL(databaseUrl(service));
  Object.assign(url, { username: 'postgres', password: 'postgres', pathname: '/postgres' });
  await withClient(url.href, async client => {
    for (const statement of statements) await client.query(statement);
  });
}

/** A line of what the command prints. */
export interface Finding {
  finding: 'ahead' | 'behind' | 'gone';
  service: string;
  owner: string;
  noun?: string;
  id?: string;
  state?: string;
  sessions?: number;
  types?: string[];
}

/** Runs the operator's command on all databases. */
export async function reconcile(...args: string[]): Promise<{ code: number; findings: Finding[] }> {
  const { code, lines } = await operate<Finding>('reconcile', ...args);
  return { code, findings: lines };
}
