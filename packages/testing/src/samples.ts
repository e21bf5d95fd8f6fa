import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { heartbeatType } from '@ems/chassis/messaging';
import { messages } from '@ems/contracts';
import type { TestBroker } from './broker';
import type { TestDatabase } from './database';
import { eventually } from './eventually';

interface Sample {
  id: string;
  type: string;
  time: string;
}

const folder = join(dirname(require.resolve('@ems/contracts')), '../samples');
const read = (type: string): Sample[] => JSON.parse(readFileSync(join(folder, `${type}.json`), 'utf8'));

/**
 * Delivers messages of every shape that the versions of what a service consumes have had, heartbeats aside, of which nothing
 * stays; waits until each is handled.
 * @returns those that the service put aside
 */
export async function deliverSamples(broker: TestBroker, database: TestDatabase, service: string): Promise<Sample[]> {
  const sent = messages
    .filter(({ type, producer, consumers }) => consumers.includes(service) && type !== heartbeatType(producer))
    .flatMap(({ type }) => read(type));
  for (const sample of sent) await broker.publish(sample.type, sample, sample.id);
  const dead: Sample[] = [];
  await eventually(async () => {
    for (let letter = await broker.take(`${service}.dead`); letter; letter = await broker.take(`${service}.dead`)) {
      const { id, type, time }: Sample = JSON.parse(letter.content.toString());
      dead.push({ id, type, time });
    }
    const rows = await database.query<{ id: string }>('SELECT message_id AS id FROM inbox');
    const done = new Set([...rows, ...dead].map(({ id }) => id));
    const waiting = sent.filter(({ id }) => !done.has(id)).map(({ type, time }) => `${type} of ${time}`);
    if (waiting.length > 0) throw new Error(`not handled yet: ${waiting.join(', ')}`);
    return true;
  });
  return dead;
}
