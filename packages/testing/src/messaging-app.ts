import type { Sql } from '@ems/chassis/database';
import { createLogger } from '@ems/chassis/log';
import {
  applyTimeline,
  type Consumer,
  createPublisher,
  createRelay,
  enqueueMessage,
  type Message,
  type Publisher,
  startConsumer,
  subscriptionsFor,
  type TimelineStart,
} from '@ems/chassis/messaging';
import { z } from 'zod';
import { createTestBroker } from './broker';
import { watchLeaks } from './leaks';
import { createPlainDatabase } from './plain-database';

export const painted = {
  type: 'wall.painted.v1',
  producer: 'painter',
  consumers: ['painter'],
  data: z.object({ colour: z.string() }),
};
export const unconsumed = { type: 'wall.unconsumed.v1', producer: 'painter', consumers: [], data: z.object({}) };
const timelineStart = z.object({
  timeline: z.string(),
  startedAt: z.string(),
  after: z.int(),
  tailFrom: z.int(),
  tail: z.array(z.string()),
}) satisfies z.ZodType<TimelineStart>;
export const timelineStarted = {
  type: 'painter.timeline-started.v1',
  producer: 'painter',
  consumers: ['painter'],
  data: timelineStart,
};
/** Its queue is still bound to it. */
export const former = { type: 'wall.former.v1', producer: 'painter', consumers: ['painter'] };

const service = 'painter';
const effectsTable = 'CREATE TABLE effects (id serial, subject text, sequence int, colour text);';

/** The effect of messages of {@link painted}: a row each. */
export async function insertEffects(sql: Sql, messages: readonly Message<{ colour: string }>[]): Promise<void> {
  const rows = messages.map(({ subject, sequence, data: { colour } }) => ({ subject, sequence, colour }));
  await sql.$executeRaw`
    INSERT INTO effects (subject, sequence, colour)
    SELECT subject, sequence, colour
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS (subject text, sequence int, colour text))
      WITH ORDINALITY AS e (subject, sequence, colour, place) ORDER BY place`;
}

/**
 * A service that consumes what it publishes: outbox, relay, broker, consumer and inbox on real servers.
 * @param hasTimelines whether its relays say that they lead; then it knows when its outbox is restored to an earlier copy
 */
export async function startMessagingApp({ hasTimelines = false } = {}) {
  const checkLeaks = watchLeaks();
  const logger = createLogger(service, 'silent');
  const plain = await createPlainDatabase(effectsTable);
  const broker = await createTestBroker(
    [painted, unconsumed, former, ...(hasTimelines ? [timelineStarted] : [])],
    [service],
  );
  const publisher = await createPublisher(broker.amqpUrl(service), service, logger);
  let consumer: Consumer | undefined;
  const hasConsumer = (type: string) => type === painted.type || (hasTimelines && type === timelineStarted.type);
  const relayThrough = (through: Publisher) => {
    const relay = createRelay({ service, databaseUrl: plain.url, publisher: through, logger, hasConsumer });
    relay.start();
    return relay;
  };
  const { on, onAll } = subscriptionsFor<Sql>();
  /** @param handle what is done before the effect; may throw */
  const subscriptionsWith = (handle: (colour: string) => Promise<void>) => [
    onAll(painted, async (sql, messages) => {
      for (const { data } of messages) await handle(data.colour);
      await insertEffects(sql, messages);
    }),
    ...(hasTimelines ? [on(timelineStarted, applyTimeline(['wall']))] : []),
  ];
  /** An instance of the service that consumes. */
  const consume = (handle: (colour: string) => Promise<void>) => {
    const amqpUrl = broker.amqpUrl(service);
    const subscriptions = subscriptionsWith(handle);
    return startConsumer({ service, amqpUrl, publisher, database: plain.database, subscriptions, logger });
  };
  const app = {
    plain,
    broker,
    logger,
    /** What a test does before the effect; may throw. */
    handle: async (_colour: string): Promise<void> => undefined,
    relay: relayThrough(publisher),
    startRelay: () => relayThrough(publisher),
    relayThrough,
    paint: (subject: string, sequence: number, colour: string) =>
      plain.database.transact(tx => enqueueMessage(tx, painted, subject, sequence, { colour })),
    effects: (subject: string) =>
      plain.query<{ sequence: number; colour: string }>(
        'SELECT sequence, colour FROM effects WHERE subject = $1 ORDER BY id',
        [subject],
      ),
    consume,
    async listen() {
      consumer = await consume(colour => app.handle(colour));
    },
    async pause() {
      await consumer?.stop();
      consumer = undefined;
    },
    async stop() {
      await app.relay.stop();
      await publisher.close();
      await plain.database.close();
      await broker.drop();
      await plain.drop();
      await checkLeaks();
    },
  };
  plain.database.onCommit(() => app.relay.wake());
  return app;
}

export type MessagingApp = Awaited<ReturnType<typeof startMessagingApp>>;
