import { randomUUID } from 'node:crypto';
import { withClient } from '@ems/chassis/database';
import { isRunning, readPidFiles } from '../../processes/pid-files.ts';
import { pollUntil } from '../../processes/poll.ts';
import { execute } from '../data/write-rows.ts';
import type { Measurement, Side } from '../measure/measurement.ts';
import { settle } from '../targets/settle.ts';
import type { BenchCase, BenchContext } from './case.ts';

/** Few enough that a paused consumer is not taken for one that hangs, which is so after 15 s. */
const messageCount = 6_000;
/** A type that session-service alone consumes: it keeps the profile's name and owner. */
const type = 'speaker.claimed.v1';

/** Writes messages as one transaction of speaker-service would. */
const enqueue = ({ system, demo }: BenchContext) => {
  const messages = Array.from({ length: messageCount }, () => ({ message: randomUUID(), speaker: randomUUID() }));
  return execute(system.databases.speakers, [
    `INSERT INTO outbox (message_id, type, subject, sequence, payload)
     SELECT message, $2, speaker, 1,
       jsonb_build_object('id', speaker, 'name', 'Somebody', 'userId', NULL, 'createdBy', $3::text)
     FROM jsonb_to_recordset($1) AS m (message uuid, speaker uuid)`,
    [JSON.stringify(messages), type, demo.organizer.id],
  ]);
};

const count = (url: string, sql: string): Promise<number> =>
  withClient(url, async client => Number((await client.query<{ count: string }>(sql, [type])).rows[0]?.count));

const unpublished = ({ system }: BenchContext) =>
  count(system.databases.speakers, 'SELECT count(*) FROM outbox WHERE type = $1 AND published_at IS NULL');
const received = ({ system }: BenchContext) =>
  count(system.databases.sessions, 'SELECT count(*) FROM inbox WHERE type = $1');

/** Runs work while session-service takes no message; its process stands still. */
async function whilePaused<T>({ config }: BenchContext, work: () => Promise<T>): Promise<T> {
  const consumer = readPidFiles(config.directory).find(file => file.name === 'session-service');
  if (consumer === undefined || !isRunning(consumer)) throw new Error('session-service does not run');
  process.kill(consumer.pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(consumer.pid, 'SIGCONT');
  }
}

/** @returns the seconds until it is so @throws Error where it is not within two minutes */
async function secondsUntil(condition: () => Promise<boolean>): Promise<number> {
  const started = performance.now();
  if (!(await pollUntil(condition, { timeoutMs: 120_000, intervalMs: 20 })))
    throw new Error(`${messageCount} messages were not done within two minutes`);
  return (performance.now() - started) / 1000;
}

const perSecond = (seconds: number, count = messageCount): Measurement => ({
  requestsPerSecond: count / seconds,
  p50Ms: null,
  p99Ms: null,
  errors: 0,
  cpuMsPerRequest: null,
  rssMb: null,
});

const relay = (context: BenchContext): Side => ({
  name: 'system',
  async measure() {
    const measured = await whilePaused(context, async () => {
      await enqueue(context);
      // What nobody has woken it for, the relay finds within a second.
      await secondsUntil(async () => (await unpublished(context)) < messageCount);
      const left = await unpublished(context);
      return perSecond(await secondsUntil(async () => (await unpublished(context)) === 0), left);
    });
    await settle(context);
    return measured;
  },
});

const consumer = (context: BenchContext): Side => ({
  name: 'system',
  async measure() {
    const before = await received(context);
    await whilePaused(context, async () => {
      await enqueue(context);
      await secondsUntil(async () => (await unpublished(context)) === 0);
    });
    const seconds = await secondsUntil(async () => (await received(context)) === before + messageCount);
    await settle(context);
    return perSecond(seconds);
  },
});

/** Messages a second, of the outbox of one service to the broker, and from there into the database of another. */
export const backlogCases: BenchCase[] = [
  {
    name: 'relay-backlog',
    prepare: async context => ({
      system: relay(context),
      yardsticks: [],
      goals: [{ of: 'requestsPerSecond', atLeast: 6_000 }],
    }),
  },
  {
    name: 'consumer-backlog',
    prepare: async context => ({
      system: consumer(context),
      yardsticks: [],
      goals: [{ of: 'requestsPerSecond', atLeast: 3_000 }],
    }),
  },
];
