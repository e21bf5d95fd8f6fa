import type { Prisma } from '../../generated/prisma/client';
import { publishLoginsEnded } from '../../messaging/published';
import type { Tx } from '../../shared/database';

/**
 * Ends logins: their refresh tokens and, here, their access tokens at once; elsewhere as soon as the services know.
 * @param which logins; those that have ended before stay as they are
 * @returns how many have ended by this
 */
export async function endLogins(tx: Tx, which: Prisma.TokenFamilyWhereInput, now: Date): Promise<number> {
  const ended = await tx.tokenFamily.updateManyAndReturn({
    where: { ...which, revokedAt: null },
    data: { revokedAt: now },
    select: { id: true },
  });
  return publishEnded(tx, ended, now);
}

/** As {@link endLogins}, of personal access tokens: they are exchanged no more, and what they were exchanged for ends as logins do. */
export async function endPersonalTokens(
  tx: Tx,
  which: Prisma.PersonalAccessTokenWhereInput,
  now: Date,
): Promise<number> {
  const ended = await tx.personalAccessToken.updateManyAndReturn({
    where: { ...which, revokedAt: null },
    data: { revokedAt: now },
    select: { id: true },
  });
  return publishEnded(tx, ended, now);
}

async function publishEnded(tx: Tx, ended: readonly { id: string }[], now: Date): Promise<number> {
  await publishLoginsEnded(
    tx,
    ended.map(({ id }) => id),
    now,
  );
  return ended.length;
}
