import { randomUUID } from 'node:crypto';
import type { TestBroker } from './broker';
import type { TestDatabase } from './database';
import { eventually } from './eventually';

/** What another service would publish. */
export const messageOf = (
  type: string,
  subject: string,
  sequence: number,
  data: object,
  id: string = randomUUID(),
) => ({
  specversion: '1.0',
  id,
  source: '/somewhere',
  type,
  subject,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  dataschema: `urn:ems:message:${type}`,
  sequence: String(sequence).padStart(10, '0'),
  data,
});

/** Publishes a message and waits until the service with this database has handled it, or had before. */
export async function deliver(
  broker: TestBroker,
  database: TestDatabase,
  message: ReturnType<typeof messageOf>,
): Promise<void> {
  await broker.publish(message.type, message, message.id);
  await eventually(async () => {
    const rows = await database.query('SELECT FROM inbox WHERE message_id = $1', [message.id]);
    return rows.length > 0;
  });
}
