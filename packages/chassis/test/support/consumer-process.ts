/** A process that consumes as `painter`, until it is killed or handles the colour `poison`, which ends it at once. */
import type { Sql } from '@ems/chassis/database';
import { createLogger } from '@ems/chassis/log';
import { createPublisher, startConsumer, subscriptionsFor } from '@ems/chassis/messaging';
import { insertEffects, openPlainDatabase, painted } from '@ems/testing';
import { endWithParent } from './end-with-parent';

const [databaseUrl = '', amqpUrl = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const service = 'painter';
  const logger = createLogger(service, 'info');
  const publisher = await createPublisher(amqpUrl, service, logger);
  const subscriptions = [
    subscriptionsFor<Sql>().onAll(painted, async (sql, messages) => {
      await insertEffects(sql, messages);
      if (messages.some(({ data: { colour } }) => colour === 'poison')) process.exit(1);
    }),
  ];
  const database = openPlainDatabase(databaseUrl);
  await startConsumer({ service, amqpUrl, publisher, database, subscriptions, logger });
}

endWithParent();
main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
