import { z } from 'zod';
import type { Sql } from '../database';
import { createLogger } from '../log';
import {
  type Consumer,
  createPublisher,
  createRelay,
  type Publisher,
  record,
  startConsumer,
  subscriptionsFor,
} from '../messaging';
import { createTestBroker } from './broker';
import { watchLeaks } from './leaks';
import { createPlainDatabase } from './plain-database';

export const painted = {
  type: 'wall.painted.v1',
  saidBy: 'painter',
  heardBy: ['painter'],
  data: z.object({ colour: z.string() }),
};
export const unheard = { type: 'wall.unheard.v1', saidBy: 'painter', heardBy: [], data: z.object({}) };
/** Its queue is still bound to it. */
export const former = { type: 'wall.former.v1', saidBy: 'painter', heardBy: ['painter'] };

const service = 'painter';
const effectsTable = 'CREATE TABLE effects (id serial, subject text, sequence int, colour text);';

/** A service that hears what it says itself: outbox, relay, broker, consumer and inbox on real servers. */
export async function startPainter() {
  const checkLeaks = watchLeaks();
  const logger = createLogger(service, 'silent');
  const plain = await createPlainDatabase(effectsTable);
  const broker = await createTestBroker([painted, unheard, former], [service]);
  const publisher = await createPublisher(broker.amqpUrl(service), service, logger);
  let consumer: Consumer | undefined;
  const relayThrough = (through: Publisher, isHeard = (type: string) => type === painted.type) => {
    const relay = createRelay({ service, databaseUrl: plain.url, publisher: through, logger, isHeard });
    relay.start();
    return relay;
  };
  const painter = {
    plain,
    broker,
    logger,
    /** What a test does before the effect; may throw. */
    handle: async (_colour: string): Promise<void> => undefined,
    relay: relayThrough(publisher),
    startRelay: () => relayThrough(publisher),
    relayThrough,
    paint: (subject: string, sequence: number, colour: string) =>
      plain.database.transact(tx => record(tx, painted, subject, sequence, { colour })),
    effects: (subject: string) =>
      plain.query<{ sequence: number; colour: string }>(
        'SELECT sequence, colour FROM effects WHERE subject = $1 ORDER BY id',
        [subject],
      ),
    async listen() {
      const amqpUrl = broker.amqpUrl(service);
      consumer = await startConsumer({ service, amqpUrl, publisher, database: plain.database, subscriptions, logger });
    },
    async pause() {
      await consumer?.stop();
      consumer = undefined;
    },
    async stop() {
      await painter.relay.stop();
      await publisher.close();
      await plain.database.close();
      await broker.drop();
      await plain.drop();
      await checkLeaks();
    },
  };
  const subscriptions = [
    subscriptionsFor<Sql>()(painted, async (tx, { subject, sequence, data: { colour } }) => {
      await painter.handle(colour);
      await tx.$executeRaw`INSERT INTO effects (subject, sequence, colour) VALUES (${subject}, ${sequence}, ${colour})`;
    }),
  ];
  plain.database.onCommit(() => painter.relay.wake());
  return painter;
}

export type Painter = Awaited<ReturnType<typeof startPainter>>;
