import { randomUUID } from 'node:crypto';
import type { App } from './start';

/** How somebody is called and reached, as a message of user-service has said. */
export async function knownContact(running: App, id: string, name: string): Promise<{ name: string; email: string }> {
  const email = `${randomUUID()}@example.org`;
  await running.database.query(
    `INSERT INTO contact_replicas (id, version, name, email, language) VALUES ($1, 1, $2, $3, 'en')`,
    [id, name, email],
  );
  return { name, email };
}
