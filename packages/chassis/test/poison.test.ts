import { randomUUID } from 'node:crypto';
import { enqueueMessages } from '@ems/chassis/messaging';
import {
  type BrokerProxy,
  eventually,
  type MessagingApp,
  painted,
  scaled,
  startBrokerProxy,
  startMessagingApp,
} from '@ems/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Client } from 'pg';
import { type PainterProcess, painterProcesses } from './support/painter-processes';

// Each starts a dozen processes, one after another.
jest.setTimeout(scaled(180_000));

describe('what ends the process that handles it', () => {
  let app: MessagingApp;
  let proxy: BrokerProxy;
  let painter: PainterProcess | undefined;
  let output: string;
  beforeAll(async () => {
    app = await startMessagingApp();
    proxy = await startBrokerProxy(app.broker.amqpUrl('painter'));
  });
  beforeEach(() => {
    output = '';
  });
  const processes = painterProcesses();
  afterEach(processes.endAll);
  afterAll(async () => {
    await proxy.stop();
    await app.stop();
  });

  const start = () => {
    const amqpUrl = proxy.through(app.broker.amqpUrl('painter'));
    painter = processes.start('consumer-process', [app.plain.url, amqpUrl]);
    for (const stream of [painter.child.stdout, painter.child.stderr])
      stream?.on('data', bytes => {
        output += bytes;
      });
    return painter.child;
  };
  const kill = async () => painter?.end();
  const paintMany = async (count: number) => {
    const subjects = Array.from({ length: count }, () => randomUUID());
    const messages = subjects.map(subject => ({ subject, sequence: 1, data: { colour: 'red' } }));
    await app.plain.database.transact(tx => enqueueMessages(tx, painted, messages));
    return subjects;
  };
  const allPainted = (subjects: string[]) =>
    eventually(async () => {
      const effects = await app.plain.query('SELECT FROM effects WHERE subject = ANY ($1)', [subjects]);
      expect(effects).toHaveLength(subjects.length);
      return true;
    });
  const published = () =>
    eventually(async () => (await app.plain.query('SELECT FROM outbox WHERE published_at IS NULL')).length === 0);
  const inHand = async (subjects: string[]) => {
    const rows = await app.plain.query(
      'SELECT FROM deliveries_in_hand JOIN outbox ON message_id::text = message_key WHERE subject = ANY ($1)',
      [subjects],
    );
    return rows.length;
  };
  /** Locks what each handler writes first, as a database that hangs does. */
  const whileItHangs = async (work: () => Promise<void>) => {
    const client = new Client(app.plain.url);
    await client.connect();
    try {
      await client.query('BEGIN; LOCK TABLE inbox');
      await work();
      await client.query('ROLLBACK');
    } finally {
      await client.end();
    }
  };

  test('is found, tried alone, and put aside with an error line; what was in hand beside it is not', async () => {
    const subjects = await paintMany(15);
    const poison = randomUUID();
    await app.paint(poison, 1, 'poison');
    subjects.push(...(await paintMany(15)));
    await published();
    let deaths = 0;
    for (; !output.includes('processes died with it'); deaths++) {
      const child = start();
      await eventually(() => child.exitCode !== null || output.includes('processes died with it'));
    }
    await allPainted(subjects);
    const letter = await eventually(() => app.broker.take('painter.dead'));
    expect(JSON.parse(letter.content.toString()).subject).toBe(poison);
    expect(await app.broker.take('painter.dead')).toBeUndefined();
    // Seven; a machine so slow that the poison is waited for like a database acquits it once, and begins anew.
    expect(deaths).toBeLessThanOrEqual(14);
    const lines = output.split('\n').filter(line => line.includes('"message failed"'));
    expect(lines.map(line => JSON.parse(line).level)).toEqual(['error']);
    // It is released after the copy has reached its queue.
    await eventually(async () => (await inHand([poison, ...subjects])) === 0);
  });

  test('is not whatever was in hand while the database hung and the process was killed again and again', async () => {
    // More than all partitions have in hand at once. What the process before had handled when it was killed may come again beside them.
    const count = 600;
    const subjects = await paintMany(count);
    await published();
    await whileItHangs(async () => {
      for (let kills = 0; kills < 12; kills++) {
        start();
        // Recorded is what comes again. The first to be handled are acquitted: they wait for the database.
        if (kills === 0) await eventually(() => output.includes('message delayed'));
        else
          await eventually(async () => {
            const suspected = await inHand(subjects);
            if (output.includes('consumer') && suspected > 0 && suspected < count) return true;
            throw new Error(`after ${kills} kills ${suspected} of ${count} are suspected: ${output}`);
          });
        await kill();
        output = '';
      }
    });
    start();
    await allPainted(subjects);
    expect(await app.broker.take('painter.dead')).toBeUndefined();
  });

  test('is not what was in hand while the connection to the broker was lost again and again', async () => {
    const subjects = await paintMany(30);
    await published();
    await whileItHangs(async () => {
      start();
      for (let cuts = 1; cuts <= 12; cuts++) {
        const connects = () => output.split('\n').filter(line => /painter consumer.*connected to/.test(line)).length;
        await eventually(() => connects() >= cuts);
        proxy.cut();
      }
    });
    await allPainted(subjects);
    expect(await app.broker.take('painter.dead')).toBeUndefined();
    expect(output).not.toContain('"message failed"');
  });
});
