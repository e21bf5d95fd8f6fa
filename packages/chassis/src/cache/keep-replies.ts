import type { Database, Sql } from '../database';
import type { Component } from '../lifecycle';
import type { Logger } from '../log';
import { createFreshness } from './freshness';
import { createReplyCache, type ReplyCache } from './reply-cache';

interface Keeping<Tx> {
  /** Of the service. */
  name: string;
  databaseUrl: string;
  database: Database<Sql, Tx>;
  logger: Logger;
  /** Of all replies together. */
  maxBytes: number;
  /** An SQL expression of a text array: the names of the conditions that hold, of those that replies require. */
  conditions?: string | undefined;
}

/** A reply cache of one service, which drops what the service's database says has changed. */
export function keepReplies<Tx>({ database, maxBytes, conditions, ...options }: Keeping<Tx>): {
  replies: ReplyCache;
  component: Component;
} {
  const freshness = createFreshness({
    ...options,
    ...(conditions !== undefined && { conditions }),
    onCommit: database.onCommit,
    onChange: tags => replies.drop(tags),
  });
  const replies = createReplyCache(maxBytes, freshness);
  return { replies, component: freshness.component };
}
