import { connectionUrl, loadConfig } from '@ems/chassis/config';
import { type Sql, withSqlAt } from '@ems/chassis/database';
import { messages } from '@ems/contracts';

/** SQL on the database of each service, by the service's name. */
export type Databases = ReadonlyMap<string, Sql>;

/** All services that say or hear anything. */
const services = [...new Set(messages.map(({ producer }) => producer))];

/** `USER_DATABASE_URL` for user-service; its login may stand apart, as that of every URL. */
const variableOf = (service: string) => `${service.replace(/-service$/, '').toUpperCase()}_DATABASE_URL`;

/** Gives the work a connection to the database of each service, as the environment names them. */
export async function withDatabases<T>(work: (databases: Databases) => Promise<T>): Promise<T> {
  const shape = Object.fromEntries(
    services.map(service => [variableOf(service), connectionUrl('postgresql', 'postgres')]),
  );
  const urls = loadConfig(shape);
  const open = async ([service, ...others]: readonly string[], opened: Databases): Promise<T> => {
    if (service === undefined) return work(opened);
    return withSqlAt(urls[variableOf(service)] ?? '', 'operations', sql =>
      open(others, new Map([...opened, [service, sql]])),
    );
  };
  return open(services, new Map());
}

/** @throws Error for a service that has no database here */
export function databaseOf(databases: Databases, service: string): Sql {
  const sql = databases.get(service);
  if (!sql) throw new Error(`${service} has no database`);
  return sql;
}
