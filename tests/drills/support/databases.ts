import { withClient } from '@ems/chassis/database';
import { databaseUrl } from '../../support/databases';
import type { ServiceName } from '../../support/services';

/** Carries out statements one by one as the superuser of a service's server. */
export async function asSuperuser(service: ServiceName, ...statements: string[]): Promise<void> {
  const { port } = new URL(databaseUrl(service));
  await withClient(`postgresql://postgres:postgres@127.0.0.1:${port}/postgres`, async client => {
    for (const statement of statements) await client.query(statement);
  });
}
