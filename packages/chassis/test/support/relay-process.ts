/** A process that relays the outbox of `painter`, until it is ended; further arguments are types that somebody consumes. */
import { createLogger } from '@ems/chassis/log';
import { createPublisher, createRelay } from '@ems/chassis/messaging';
import { endWithParent } from './end-with-parent';

const [databaseUrl = '', amqpUrl = '', ...types] = process.argv.slice(2);

async function main(): Promise<void> {
  const service = 'painter';
  const consumed = ['wall.painted.v1', ...types];
  const logger = createLogger(service, 'info');
  const publisher = await createPublisher(amqpUrl, service, logger);
  createRelay({ service, databaseUrl, publisher, logger, hasConsumer: type => consumed.includes(type) }).start();
}

endWithParent();
main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
