import { messages } from '@ems/contracts';
import { query, type ServiceName, services } from '../../support/databases';

const heardBy = (consumer: ServiceName) =>
  messages.filter(message => message.heardBy.includes(`${consumer}-service`)).map(message => message.type);

interface Sent {
  id: string;
  subject: string;
  sequence: number;
}

/** All messages of committed changes that this service is to hear of. */
const sentTo = async (consumer: ServiceName): Promise<Sent[]> =>
  (
    await Promise.all(
      services.map(producer =>
        query<Sent>(producer, 'SELECT message_id AS id, subject, sequence FROM outbox WHERE type = ANY($1)', [
          heardBy(consumer),
        ]),
      ),
    )
  ).flat();

/** Messages that a service has not taken up, and those it took up that nobody sent. */
export async function unheardBy(consumer: ServiceName): Promise<{ missing: string[]; phantom: string[] }> {
  const sent = new Set((await sentTo(consumer)).map(({ id }) => id));
  const rows = await query<{ id: string }>(consumer, 'SELECT message_id AS id FROM inbox');
  const heard = new Set(rows.map(({ id }) => id));
  return { missing: [...sent.difference(heard)], phantom: [...heard.difference(sent)] };
}

/** Messages that wait to be published. */
export const waitingIn = (service: ServiceName) =>
  query(service, 'SELECT id, type, last_error FROM outbox WHERE published_at IS NULL');

/** Aggregates of which not each version has one message. */
export const gapsIn = (service: ServiceName) =>
  query(
    service,
    `SELECT subject, count(*), max(sequence) FROM outbox WHERE type NOT LIKE '%.user-erasure-done.v1' GROUP BY subject
     HAVING count(*) <> max(sequence) OR min(sequence) <> 1`,
  );

/** Rows whose last message is not of the version that they have. */
export const untoldIn = (service: ServiceName, table: string) =>
  query(
    service,
    `SELECT id, version, told FROM "${table}" t
     LEFT JOIN (SELECT subject, max(sequence) AS told FROM outbox GROUP BY subject) o ON o.subject = t.id::text
     WHERE told IS DISTINCT FROM version`,
  );
