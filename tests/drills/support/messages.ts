import { messages } from '@ems/contracts';
import { query } from '../../support/databases';
import { type ServiceName, services } from '../../support/services';

const typesFor = (consumer: ServiceName) =>
  messages.filter(message => message.consumers.includes(consumer)).map(message => message.type);

interface OutboxRow {
  id: string;
  subject: string;
  sequence: number;
}

/** All messages of committed changes that this service consumes. */
const sentTo = async (consumer: ServiceName): Promise<OutboxRow[]> =>
  (
    await Promise.all(
      services.map(producer =>
        query<OutboxRow>(producer, 'SELECT message_id AS id, subject, sequence FROM outbox WHERE type = ANY($1)', [
          typesFor(consumer),
        ]),
      ),
    )
  ).flat();

/** Messages that a service has not consumed, and those it consumed that nobody sent. */
export async function inboxDifferences(consumer: ServiceName): Promise<{ missing: string[]; phantom: string[] }> {
  const sent = new Set((await sentTo(consumer)).map(({ id }) => id));
  const rows = await query<{ id: string }>(consumer, 'SELECT message_id AS id FROM inbox');
  const consumed = new Set(rows.map(({ id }) => id));
  return { missing: [...sent.difference(consumed)], phantom: [...consumed.difference(sent)] };
}

/** Messages that wait to be published. */
export const unpublishedIn = (service: ServiceName) =>
  query(service, 'SELECT id, type, last_error FROM outbox WHERE published_at IS NULL');

/** Aggregates of which not each version has one message; what was said again after a restore has left versions out. */
export const sequenceGapsIn = (service: ServiceName) =>
  query(
    service,
    `SELECT subject, count(*), max(sequence) FROM outbox WHERE type NOT LIKE '%.user-erasure-done.v1'
       AND subject NOT IN (SELECT subject FROM audit WHERE action LIKE '%.restated') GROUP BY subject
     HAVING count(*) <> max(sequence) OR min(sequence) <> 1`,
  );

/** Rows whose last message is not of the version that they have. */
export const rowsWithoutMessageIn = (service: ServiceName, table: string) =>
  query(
    service,
    `SELECT id, version, published FROM "${table}" t
     LEFT JOIN (SELECT subject, max(sequence) AS published FROM outbox GROUP BY subject) o ON o.subject = t.id::text
     WHERE published IS DISTINCT FROM version`,
  );
