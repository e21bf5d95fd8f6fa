import { notFound } from '@ems/chassis/errors';
import { instantOut, ok } from '@ems/chassis/http';
import { z } from 'zod';
import type { Db, UserDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { toUserView, userView } from './schemas';

const instantOrNull = instantOut.nullable();

const exportView = z
  .object({
    account: userView.omit({ allowedActions: true }).extend({ signedOutAt: instantOrNull }),
    logins: z.array(
      z.object({
        id: z.uuid(),
        agent: z.string(),
        createdAt: instantOut,
        lastUsedAt: instantOut,
        endsAt: instantOut,
        revokedAt: instantOrNull,
      }),
    ),
    /** From where the account was used: hashes, from which no address can be read. */
    knownDevices: z.array(z.object({ device: z.string(), seenAt: instantOut })),
    mails: z.array(
      z.object({ kind: z.string(), createdAt: instantOut, sentAt: instantOrNull, failedAt: instantOrNull }),
    ),
    /** Of tokens that were mailed and wait to be used; the tokens themselves are not known here. */
    mailedTokens: z.array(z.object({ kind: z.string(), expiresAt: instantOut })),
    /** What the audit log has on me; from where only of what I did myself. */
    activity: z.array(
      z.object({ at: instantOut, action: z.string(), address: z.string().nullable(), agent: z.string().nullable() }),
    ),
    /** As event-service tells. */
    ownedEvents: z.array(z.object({ id: z.uuid(), slug: z.string(), title: z.string() })),
  })
  .meta({ id: 'AccountExport' });

const text = (date: Date | null) => date?.toISOString() ?? null;

export const exportRoute = ({ database }: { database: UserDatabase }) =>
  route({
    method: 'get',
    path: '/users/me/export',
    summary: 'All that user-service holds on me',
    access: 'user',
    replies: { 200: exportView },
    handle: async ({ caller: { userId } }) => {
      const user = await database.read.user.findUnique({
        where: { id: userId },
        include: {
          families: { orderBy: { id: 'asc' } },
          devices: { orderBy: { device: 'asc' } },
          mails: { orderBy: { id: 'asc' } },
          oneTimeTokens: { orderBy: { kind: 'asc' } },
        },
      });
      if (!user) throw notFound('account');
      const ownedEvents = await database.read.eventCopy.findMany({
        where: { ownerId: userId },
        orderBy: { id: 'asc' },
      });
      const activity = await activityOf(database.read, userId);
      const body = {
        account: { ...toUserView(user), signedOutAt: text(user.signedOutAt) },
        logins: user.families.map(({ id, agent, createdAt, lastUsedAt, endsAt, revokedAt }) => ({
          id,
          agent,
          createdAt: text(createdAt),
          lastUsedAt: text(lastUsedAt),
          endsAt: text(endsAt),
          revokedAt: text(revokedAt),
        })),
        knownDevices: user.devices.map(({ device, seenAt }) => ({ device, seenAt: text(seenAt) })),
        mails: user.mails.map(({ kind, createdAt, sentAt, failedAt }) => ({
          kind,
          createdAt: text(createdAt),
          sentAt: text(sentAt),
          failedAt: text(failedAt),
        })),
        mailedTokens: user.oneTimeTokens.map(({ kind, expiresAt }) => ({ kind, expiresAt: text(expiresAt) })),
        activity,
        ownedEvents,
      };
      return ok(body, { 'Cache-Control': 'no-store' });
    },
  });

const client = z.object({ address: z.string(), agent: z.string() });

async function activityOf(db: Db, userId: string) {
  const entries = await db.audit.findMany({
    where: { OR: [{ actor: userId }, { subject: userId }] },
    orderBy: { number: 'asc' },
  });
  return entries.map(({ at, action, actor, details }) => {
    const from = actor === userId ? client.safeParse(details).data : undefined;
    return { at: text(at), action, address: from?.address ?? null, agent: from?.agent ?? null };
  });
}
