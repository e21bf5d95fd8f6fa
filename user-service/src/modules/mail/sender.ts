import { setTimeout as delay } from 'node:timers/promises';
import { createLeader, type LeaderOptions } from '@ems/chassis/database';
import type { Component } from '@ems/chassis/lifecycle';
import { continueContext, type Logger, runInContext, type StoredContext } from '@ems/chassis/log';
import { countMail } from '@ems/chassis/metrics';
import { inSpan, markFailed, SpanKind } from '@ems/chassis/tracing';
import type { UserDatabase } from '../../shared/database';
import { claimMail, type MailContext, markHandedOver, markOutcome, postponeFailed } from './mail-queue';
import type { Delivery, Transport } from './transport';

interface Dependencies extends MailContext {
  database: UserDatabase;
  databaseUrl: string;
  transport: Transport;
  /** How many mails are sent in a second at most, so that a storm of them takes no time from requests. */
  perSecond: number;
  logger: Logger;
}

/** The advisory lock of the leader; the relay has one of its own in the same database. */
const senderLock = 7_301_002;

/** It is woken by each commit, of which few are about mails. */
const gatherMs = 100;
/** How often what a sender has left that died is looked for. */
const abandonedMs = 1_000;

const isDue = `sent_at IS NULL AND failed_at IS NULL AND claimed_at IS NULL AND (retry_at IS NULL OR retry_at <= now())`;

/**
 * Sends the mails of committed changes; one leader per database. A mail is claimed, committed, and only then handed over to
 * the transport: a send key is sent at most once, also when the process dies in between:
 * docs/decisions/0011-mail-queue-with-at-most-once-delivery.md
 */
export function mailSender(dependencies: Dependencies): Component {
  const { database, databaseUrl, transport, logger, perSecond } = dependencies;
  let nextLookAt = 0;
  const leader = createLeader({
    name: 'user-service mail sender',
    databaseUrl,
    lock: senderLock,
    logger,
    gatherMs,
    async round(client) {
      if (performance.now() >= nextLookAt) {
        nextLookAt = performance.now() + abandonedMs;
        await takeAbandoned(client, dependencies);
      }
      // What somebody waits for, such as a link to a new password, comes before what an event has to tell to many.
      const { rows } = await client.query<DueMail>(
        `SELECT id, context FROM mails WHERE ${isDue} ORDER BY event_id IS NOT NULL, created_at LIMIT 20`,
      );
      for (const mail of rows) {
        // So many requests of people are served meanwhile.
        const pause = delay(1_000 / perSecond);
        await sendInContext(dependencies, mail);
        await pause;
      }
      return rows.length === 20;
    },
  });
  database.onCommit(leader.wake);
  return {
    name: 'mail sender',
    start: leader.start,
    async stop() {
      await leader.stop();
      transport.close();
    },
  };
}

type LeaderClient = Parameters<LeaderOptions['round']>[0];

/** Claims of a sender that died: what it had not handed over yet can be sent by the next. */
async function takeAbandoned(client: LeaderClient, { transport, logger }: Dependencies): Promise<void> {
  const abandoned = `sent_at IS NULL AND failed_at IS NULL AND claimed_at < now() - interval '30 seconds'`;
  const isSafe = transport.idempotent ? 'TRUE' : 'handed_over_at IS NULL';
  await client.query(`UPDATE mails SET claimed_at = NULL, handed_over_at = NULL WHERE ${abandoned} AND ${isSafe}`);
  const { rowCount } = await client.query(
    `UPDATE mails SET failed_at = now(), outcome = 'unknown', last_error = 'interrupted' WHERE ${abandoned} AND NOT (${isSafe})`,
  );
  if (rowCount) logger.error({ mails: rowCount }, 'mail delivery interrupted, outcome unknown');
}

interface DueMail {
  id: string;
  context: StoredContext;
}

/** As a part of what the request has done that has led to the mail. */
const sendInContext = (dependencies: Dependencies, { id, context: { requestId, traceparent } }: DueMail) =>
  inSpan(
    { name: 'send mail', kind: SpanKind.CLIENT, attributes: {}, parent: traceparent, isRoot: !traceparent },
    async span => {
      const outcome = await runInContext(continueContext(requestId, traceparent), () => send(dependencies, id));
      span?.setAttribute('ems.mail.outcome', outcome ?? 'nothing to tell');
      if (outcome !== undefined && outcome !== 'sent') markFailed(span, outcome);
    },
  );

/** @returns undefined where there is nothing to send, or nothing that could be */
async function send(dependencies: Dependencies, id: string): Promise<Delivery['outcome'] | undefined> {
  const { database, transport, logger } = dependencies;
  const claimedAt = new Date();
  const mail = await database
    .transact(tx => claimMail(tx, dependencies, id, claimedAt))
    .catch(async error => {
      logger.error({ err: error, mail: id }, 'mail cannot be made');
      await postponeFailed(database, id);
      return undefined;
    });
  if (!mail) return undefined;
  const delivery = await transport
    .deliver(mail, () => markHandedOver(database, id, claimedAt))
    .catch((error): Delivery => {
      logger.warn({ err: error, mail: id }, 'mail transport failed');
      return { outcome: 'retry', reason: 'fault' };
    });
  const { outcome } = delivery;
  countMail(outcome);
  if (outcome !== 'sent')
    logger[outcome === 'retry' ? 'warn' : 'error']({ mail: id, ...delivery }, 'mail not delivered');
  await markOutcome(database, id, claimedAt, delivery);
  return outcome;
}
