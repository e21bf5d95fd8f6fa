import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { publishRetentionDue } from '../../messaging/published';
import type { EventDatabase } from '../../shared/database';
import { lockEventForUpdate, saveEvent } from '../events';
import { forgetSome } from './forget';

const intervalMs = 60 * 60_000;
const batchSize = 100;
const dayMs = 24 * 60 * 60_000;
const noticeMs = 7 * dayMs;

interface Kept {
  endsAt: Date;
  retentionDays: number;
  forgetsAt: Date | null;
}

const retainedUntil = ({ endsAt, retentionDays }: Kept): Date => new Date(endsAt.getTime() + retentionDays * dayMs);

/** Its team is told a week before; also where the date has come meanwhile, or was put off after they were told of another. */
const isToBeTold = (event: Kept, now: Date): boolean =>
  retainedUntil(event).getTime() - noticeMs <= now.getTime() &&
  (event.forgetsAt === null || event.forgetsAt < retainedUntil(event));

const isDue = (event: Kept, now: Date): boolean =>
  event.forgetsAt !== null && event.forgetsAt <= now && retainedUntil(event) <= now;

/**
 * Tells teams when the personal data of registrations go, each event in its own transaction. Several instances may do so at once:
 * whoever locks an event second finds it told.
 */
async function tellTeams(database: EventDatabase, now: Date): Promise<void> {
  const near = await database.client.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM events e
    WHERE ends_at + make_interval(days => retention_days) - interval '7 days' <= ${now}
      AND (forgets_at IS NULL OR forgets_at < ends_at + make_interval(days => retention_days))
      AND (forgotten_at IS NULL OR forgotten_at < ends_at)
      AND EXISTS (SELECT FROM registrations r WHERE r.event_id = e.id AND num_nonnulls(r.user_id, r.name) > 0)
    ORDER BY ends_at LIMIT ${batchSize}`;
  for (const { id } of near) {
    await database.transact(async tx => {
      const event = await lockEventForUpdate(tx, id);
      if (!isToBeTold(event, now)) return;
      const forgetsAt = new Date(Math.max(retainedUntil(event).getTime(), now.getTime() + noticeMs));
      await publishRetentionDue(tx, await saveEvent(tx, id, { forgetsAt }), forgetsAt);
    });
  }
}

/** Empties the registrations of events whose time has come. @returns of how many events nothing is left */
async function forgetDue(database: EventDatabase, now: Date, signal: AbortSignal): Promise<number> {
  const due = await database.client.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM events
    WHERE forgets_at <= ${now} AND ends_at + make_interval(days => retention_days) <= ${now}
      AND (forgotten_at IS NULL OR forgotten_at < ends_at)
    ORDER BY forgets_at LIMIT ${batchSize}`;
  let forgotten = 0;
  for (const { id } of due) {
    let isLeft = true;
    while (isLeft && !signal.aborted) {
      isLeft = await database.transact(async tx => {
        const event = await lockEventForUpdate(tx, id);
        if (!isDue(event, now)) return false;
        if (await forgetSome(tx, id, now)) return true;
        await tx.event.update({ where: { id }, data: { forgottenAt: now } });
        forgotten += 1;
        return false;
      });
    }
  }
  return forgotten;
}

/** The periodic job that lets go of the personal data of registrations some time after their event, as its team has chosen. */
export const retentionJob = (database: EventDatabase, logger: Logger): Component =>
  every({
    name: 'registration-retention',
    intervalMs,
    logger,
    first: 'at-once',
    async run(signal) {
      const now = new Date();
      await tellTeams(database, now);
      const forgotten = await forgetDue(database, now, signal);
      if (forgotten > 0)
        logger.info({ events: forgotten }, 'registrations forgotten as their events are over for long');
    },
  });
