import type { RequestListener } from 'node:http';
import type { KeySource } from '../auth';
import type { Database, Sql } from '../database';
import { apiBase, httpServer } from '../http';
import type { Component } from '../lifecycle';
import type { Logger } from '../log';

/** Paths below /api/v1 that anybody may read, in the order in which they are read. */
export type WarmUp = () => Promise<readonly string[]> | readonly string[];

interface WarmUpOptions<Tx extends Sql> {
  database: Pick<Database<Sql, Tx>, 'transact' | 'transactSql'>;
  /** What will answer. */
  listener: RequestListener;
  keys: KeySource;
  paths: WarmUp;
  logger: Logger;
}

/** Nobody waits for longer, in ms, for what only makes the first replies sooner. */
const longestMs = 8_000;
/** By the second time all is loaded and connected; what is compiled later is little. */
const rounds = 3;

/**
 * Has a service answer some reads, and use its database, before anybody else asks it: the first of each loads code, opens connections and
 * compiles, which may take longer than a gateway waits where processors are scarce. What does not succeed keeps no service from starting.
 */
export function warmUp<Tx extends Sql>({ database, listener, keys, paths, logger }: WarmUpOptions<Tx>): Component {
  return {
    name: 'warm-up',
    async start() {
      const started = performance.now();
      const inner = httpServer(listener, '127.0.0.1', 0);
      await inner.start();
      const signal = AbortSignal.timeout(longestMs);
      const read = async (path: string) => {
        const reply = await fetch(`http://127.0.0.1:${inner.port()}${apiBase}${path}`, { signal });
        await reply.arrayBuffer();
      };
      try {
        // Whoever has none at all says so by an error.
        await keys('').catch(() => undefined);
        for (let round = 0; round < rounds; round++) {
          for (const path of await paths()) await read(path);
          // Both ways to write, by what writes nothing.
          await database.transact(async tx => await tx.$queryRaw`SELECT 1`);
          await database.transactSql(async sql => await sql.$queryRaw`SELECT 1`);
        }
      } catch (error) {
        logger.warn({ err: error }, 'warm-up ended early: the first replies may be slow');
      }
      await inner.stop(0);
      logger.info({ ms: Math.round(performance.now() - started) }, 'warmed up');
    },
  };
}
