import { createHash, randomUUID } from 'node:crypto';
import type { ConsumeMessage } from 'amqplib';
import type { Sql } from '../database';

/** What is known of a message that was delivered before. */
export interface Suspicion {
  /** How many processes ended, or lost their broker, with it in hand. */
  deaths: number;
  /** Of those, how many handled nothing else. */
  deathsAlone: number;
}

export interface InHand {
  /** Records what this process takes in hand, in one statement. @returns by key what is known of each */
  take(messages: readonly ConsumeMessage[]): Promise<Map<string, Suspicion>>;
  /** Records that nothing else is handled while this message is. */
  isolate(key: string): Promise<void>;
  /** Nothing is to be held against these messages, or any more against all that this process has in hand. */
  release(keys?: readonly string[]): Promise<void>;
}

/** By the id that its producer gave it, else by what it says. */
export const keyOf = ({ properties, content }: ConsumeMessage): string =>
  properties.messageId ? String(properties.messageId) : createHash('sha256').update(content).digest('hex');

/**
 * The record of what one process has in hand of what was delivered before; it outlives the process. A message that comes for
 * the first time costs nothing here: the first death is known by its redelivery.
 */
export function createInHand(sql: Sql, consumer: string): InHand {
  const holder = randomUUID();
  return {
    async take(messages) {
      const keys = [...new Set(messages.map(keyOf))];
      const rows = await sql.$queryRaw<({ key: string } & Suspicion)[]>`
        INSERT INTO deliveries_in_hand AS d (message_key, consumer, holder, deaths)
        SELECT key, ${consumer}, ${holder}, 1 FROM unnest(${keys}::text[]) AS key
        ON CONFLICT (message_key, consumer) DO UPDATE SET
          deaths = d.deaths + (d.holder <> excluded.holder)::int, deaths_alone = d.deaths_alone + (d.alone AND d.holder <> excluded.holder)::int,
          alone = false, holder = excluded.holder, taken_at = now()
        RETURNING message_key AS key, deaths, deaths_alone AS "deathsAlone"`;
      return new Map(rows.map(({ key, ...suspicion }) => [key, suspicion]));
    },
    async isolate(key) {
      await sql.$executeRaw`UPDATE deliveries_in_hand SET alone = true
        WHERE message_key = ${key} AND consumer = ${consumer} AND holder = ${holder}`;
    },
    async release(keys) {
      if (keys === undefined) await sql.$executeRaw`DELETE FROM deliveries_in_hand WHERE holder = ${holder}`;
      else
        await sql.$executeRaw`DELETE FROM deliveries_in_hand
          WHERE message_key = ANY(${[...keys]}::text[]) AND consumer = ${consumer} AND holder = ${holder}`;
    },
  };
}
