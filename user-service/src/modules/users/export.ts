import { notFound } from '@ems/chassis/errors';
import { z } from 'zod';
import { listEventsOf } from '../../replicas/events';
import type { Db } from '../../shared/database';
import { type exportView, toUserView } from './schemas';

/** All that this service holds on an account, but for secrets. @throws DomainError 404 */
export async function exportUser(db: Db, id: string): Promise<z.infer<typeof exportView>> {
  const user = await db.user.findUnique({
    where: { id },
    include: {
      families: { orderBy: { id: 'asc' } },
      devices: { orderBy: { device: 'asc' } },
      mails: { orderBy: { id: 'asc' } },
      accessTokens: { orderBy: { id: 'asc' } },
      oneTimeTokens: { orderBy: { kind: 'asc' } },
      emailChanges: { orderBy: { id: 'asc' } },
    },
  });
  if (!user) throw notFound('account');
  return {
    account: {
      ...toUserView(user),
      signedOutAt: textOrNull(user.signedOutAt),
      secretsEndedAt: textOrNull(user.secretsEndedAt),
    },
    logins: user.families.map(({ id, agent, createdAt, lastUsedAt, endsAt, revokedAt }) => ({
      id,
      agent,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      endsAt: endsAt.toISOString(),
      revokedAt: textOrNull(revokedAt),
    })),
    accessTokens: user.accessTokens.map(({ id, name, scopes, eventIds, ...at }) => ({
      id,
      name,
      scopes,
      eventIds,
      createdAt: at.createdAt.toISOString(),
      lastUsedAt: textOrNull(at.lastUsedAt),
      expiresAt: textOrNull(at.expiresAt),
      revokedAt: textOrNull(at.revokedAt),
    })),
    knownDevices: user.devices.map(({ device, seenAt }) => ({ device, seenAt: seenAt.toISOString() })),
    mails: user.mails.map(({ kind, createdAt, sentAt, failedAt }) => ({
      kind,
      createdAt: createdAt.toISOString(),
      sentAt: textOrNull(sentAt),
      failedAt: textOrNull(failedAt),
    })),
    unwantedMails: (await db.unsubscription.findMany({ where: { recipient: `user ${id}` } })).map(
      ({ kind, since }) => ({
        kind,
        since: since.toISOString(),
      }),
    ),
    mailedTokens: user.oneTimeTokens.map(({ kind, expiresAt }) => ({ kind, expiresAt: expiresAt.toISOString() })),
    emailChanges: user.emailChanges.map(({ newEmail, oldEmail, createdAt, confirmedAt, expiresAt }) => ({
      newEmail,
      oldEmail,
      createdAt: createdAt.toISOString(),
      confirmedAt: textOrNull(confirmedAt),
      expiresAt: expiresAt.toISOString(),
    })),
    announcements: await announcementsBy(db, id),
    activity: await activityOf(db, id),
    ownedEvents: await listEventsOf(db, id),
  };
}

const textOrNull = (date: Date | null) => date?.toISOString() ?? null;

async function announcementsBy(db: Db, userId: string) {
  const sent = await db.announcement.findMany({ where: { createdBy: userId }, orderBy: { id: 'asc' } });
  return sent.map(({ id, eventId, subject, text, createdAt }) => ({
    id,
    eventId,
    subject,
    text,
    createdAt: createdAt.toISOString(),
  }));
}

const client = z.object({ address: z.string(), agent: z.string() });

async function activityOf(db: Db, userId: string) {
  const entries = await db.audit.findMany({
    where: { OR: [{ actor: userId }, { subject: userId }] },
    orderBy: { number: 'asc' },
  });
  return entries.map(({ at, action, actor, details }) => {
    const from = actor === userId ? client.safeParse(details).data : undefined;
    return { at: at.toISOString(), action, address: from?.address ?? null, agent: from?.agent ?? null };
  });
}
