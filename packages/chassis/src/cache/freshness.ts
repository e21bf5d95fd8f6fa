import { Client } from 'pg';
import type { Component } from '../lifecycle';
import type { Logger } from '../log';
import { type Instant, instant, since } from './clock';

/** What is shown may be so old, in ms, beside the time that it takes to hand it out. */
const maxAgeMs = 40;
/** Changes are known from the snapshot before this long, in ms; {@link trimPublicChanges} keeps them for longer. */
const maxGapMs = 30_000;
/** A connection that has not answered within this time, in ms, is given up: half of it may be gone. */
const answerMs = 2_000;
const reconnectMs = 500;
/** Of more tags than these, whatever may have changed. */
const maxTags = 1_000;

/** Whether what is kept in memory may be shown. */
export interface Freshness {
  /** Whether all that was committed until 40 ms ago, or by this process at all, has been heard of. */
  isFresh(): boolean;
  /** Asks the database, at most 40 ms, together with whoever asks at the time. @returns as {@link isFresh} */
  refresh(): Promise<boolean>;
  /** Whether all of these hold, as the database said when it was asked last. */
  holds(conditions: readonly string[]): boolean;
  component: Component;
}

interface FreshnessOptions {
  name: string;
  databaseUrl: string;
  logger: Logger;
  /** An SQL expression of a text array: the names of the conditions that hold, for what depends on more than on rows. */
  conditions?: string;
  /** Tells of each commit of this process. */
  onCommit(listener: () => void): void;
  /** What has changed: `<kind>:<id>`, or `<kind>` for whatever there is of it; nothing given: whatever there is. */
  onChange(tags?: readonly string[]): void;
}

interface Question {
  /** Before it was sent. */
  begun: Instant;
  /** Of this process, until then. */
  commits: number;
  isAnswered: boolean;
  /** Whether it was answered in time. */
  inTime: Promise<boolean>;
}

interface Answer {
  snapshot: string;
  tags: string[];
  conditions: string[];
}

/**
 * Knows what has changed by asking the database, each time that somebody wants to know: which changes are visible now that were not
 * in the snapshot of the answer before. What is committed, and acknowledged, before a question is sent is in its answer, by nothing but
 * the visibility of rows; so it does not matter who wrote, on which instance, or whether any notification arrives. Who gets no answer in
 * time (a process that was frozen, a connection of which half is gone, a database under load) reads the database as if there were no memory.
 */
export function createFreshness(options: FreshnessOptions): Freshness {
  const { name, databaseUrl, logger, conditions = `'{}'::text[]`, onCommit, onChange } = options;
  const question = {
    name: 'public-changes',
    text: `SELECT pg_current_snapshot()::text AS snapshot, ${conditions} AS conditions, ARRAY(
        SELECT DISTINCT tag FROM public_changes WHERE xid >= pg_snapshot_xmin($1::pg_snapshot)::text::bigint
          AND NOT pg_visible_in_snapshot(xid::text::xid8, $1::pg_snapshot) LIMIT ${maxTags + 1}) AS tags`,
  };
  let client: Client | undefined;
  let isStopped = false;
  let isLogged = false;
  let commits = 0;
  let reconnect: NodeJS.Timeout | undefined;
  /** The latest that was sent, and the latest that was answered. */
  let asked: Question | undefined;
  let known: Question | undefined;
  let snapshot: { text: string; begun: Instant } | undefined;
  let holding: ReadonlySet<string> = new Set();
  onCommit(() => {
    commits++;
  });

  /** Where the database takes its time nobody waits for it twice, nor gives it more to do. */
  const isOverdue = ({ begun, isAnswered }: Question) => !isAnswered && since(begun) > maxAgeMs;
  const isRecent = ({ begun, commits: then }: Question) => then === commits && since(begun) <= maxAgeMs;

  function hear(begun: Instant, answer: Answer): void {
    const isGap = snapshot === undefined || since(snapshot.begun) > maxGapMs || answer.tags.length > maxTags;
    snapshot = { text: answer.snapshot, begun };
    holding = new Set(answer.conditions);
    if (isGap) onChange();
    else onChange(answer.tags);
  }

  function ask(through: Client): Question {
    const begun = instant();
    const answer = through.query<Answer>({ ...question, values: [snapshot?.text ?? null] }).then(
      ({ rows: [row] }) => {
        if (!row || through !== client) return false;
        hear(begun, row);
        asking.isAnswered = true;
        known = asking;
        return true;
      },
      error => {
        lose(through, error);
        return false;
      },
    );
    const asking: Question = { begun, commits, isAnswered: false, inTime: inTime(answer, () => lose(through)) };
    return asking;
  }

  async function connect(): Promise<void> {
    const opening = new Client({
      connectionString: databaseUrl,
      application_name: `${name} freshness`,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 5_000,
      pipeline: true,
    });
    opening.on('error', error => lose(opening, error));
    opening.on('end', () => lose(opening));
    try {
      await opening.connect();
    } catch (error) {
      abandon(opening);
      logOnce(error);
      return retry();
    }
    if (isStopped) return abandon(opening);
    client = opening;
    isLogged = false;
  }

  function retry(): void {
    if (isStopped) return;
    reconnect = setTimeout(() => void connect(), reconnectMs);
    reconnect.unref();
  }

  /** Whatever another connection says may be of another database, in which the changes of this one are not listed. */
  function lose(lost: Client, error?: unknown): void {
    if (client !== lost) return;
    client = undefined;
    asked = undefined;
    known = undefined;
    snapshot = undefined;
    abandon(lost);
    if (isStopped) return;
    logOnce(error);
    retry();
  }

  function logOnce(error: unknown): void {
    if (!isLogged)
      logger.warn({ err: error }, 'replies are not kept in memory: its database connection is lost, retrying');
    isLogged = true;
  }

  return {
    isFresh: () => known !== undefined && isRecent(known),
    async refresh() {
      if (!client || (asked && isOverdue(asked))) return false;
      const current = asked && isRecent(asked) ? asked : ask(client);
      asked = current;
      return (await current.inTime) && isRecent(current);
    },
    holds: wanted => wanted.every(condition => holding.has(condition)),
    component: {
      name: 'freshness',
      start: connect,
      async stop() {
        isStopped = true;
        clearTimeout(reconnect);
        const last = client;
        client = undefined;
        known = undefined;
        await last?.end().catch(() => undefined);
      },
    },
  };
}

/** The socket is closed at once: who says goodbye through half a connection waits for long. */
function abandon(client: Client): void {
  client.connection?.stream.destroy();
}

/** @param onSilence called where there is no answer for {@link answerMs} */
async function inTime(answer: Promise<boolean>, onSilence: () => void): Promise<boolean> {
  const silence = setTimeout(onSilence, answerMs);
  silence.unref();
  let late: NodeJS.Timeout | undefined;
  const isLate = new Promise<false>(resolve => {
    late = setTimeout(() => resolve(false), maxAgeMs);
  });
  answer.finally(() => clearTimeout(silence));
  try {
    return await Promise.race([answer, isLate]);
  } finally {
    clearTimeout(late);
  }
}
