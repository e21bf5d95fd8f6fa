import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { MemberInvitation, Prisma } from '../../generated/prisma/client';
import { publishInvitationsEnded } from '../../messaging/published';
import type { EventDatabase, Tx } from '../../shared/database';

const intervalMs = 10 * 60_000;
const batchSize = 100;
/** Ended ones are kept for as long again as they could be accepted: they count for the bounds. */
const keptMs = 30 * 24 * 60 * 60_000;

/** Ends those that are pending: their addresses go, from here, by a trigger from the archive of messages, and by message from user-service. */
export async function endInvitations(
  tx: Tx,
  which: Prisma.MemberInvitationWhereInput,
  status: Exclude<MemberInvitation['status'], 'pending'>,
): Promise<void> {
  const ended = await tx.memberInvitation.updateManyAndReturn({
    where: { ...which, status: 'pending' },
    data: { status, email: null, emailDigest: null, version: { increment: 1 } },
  });
  await publishInvitationsEnded(tx, ended);
}

/** @returns how many have expired here */
async function expireInvitations(database: EventDatabase, now: Date): Promise<number> {
  const where = { status: 'pending', expiresAt: { lte: now } } as const;
  const found = await database.client.memberInvitation.findMany({ where, select: { id: true }, take: batchSize });
  for (const { id } of found) await database.transact(tx => endInvitations(tx, { id }, 'expired'));
  return found.length;
}

/** Published while it ended: such a message still has its address. */
async function forgetLate(database: EventDatabase): Promise<void> {
  await database.sql.$executeRaw`
    UPDATE outbox o SET payload = jsonb_set(o.payload, '{email}', '""')
    FROM member_invitations i
    WHERE o.subject = i.id::text AND o.type = 'event.member-invited.v1' AND o.published_at IS NOT NULL
      AND o.payload ->> 'email' <> '' AND i.status <> 'pending'`;
}

/** The periodic job that ends invitations that nobody has accepted in time. */
export const invitationCleanupJob = (database: EventDatabase, logger: Logger): Component =>
  every({
    name: 'invitation-cleanup',
    intervalMs,
    logger,
    first: 'at-once',
    async run(signal) {
      const now = new Date();
      while (!signal.aborted && (await expireInvitations(database, now)) === batchSize);
      await forgetLate(database);
      const old = new Date(now.getTime() - keptMs);
      await database.client.memberInvitation.deleteMany({
        where: { status: { not: 'pending' }, expiresAt: { lt: old } },
      });
    },
  });
