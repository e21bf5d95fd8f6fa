import { type EmailDigest, findVerifiedAddress } from '@ems/chassis/auth';
import type { Change } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import { publishSpeaker, speakerClaimed } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import {
  endInvitations,
  findSpeakerOfUser,
  hasSpeaker,
  lockOwnSpeakerForUpdate,
  lockSpeakerForUpdate,
  tellContacts,
  toProfile,
} from '../speakers';
import { hashToken } from './invitation';

/** One answer for what never was, was used, has expired or was revoked. */
const noInvitation = () => problem('invitation.not-found', 'There is no open invitation with this token.');

/** What becomes of a claim: the profile is the account's, or who invited has to confirm that it is. */
export type Claim = { speakerId: string; isPending: boolean };

/**
 * Links the profile to the account that has the token, if it has shown that the invited address is its own. Whoever else has the
 * token may have found it: then who invited is asked.
 * @throws DomainError 404 when there is no open invitation with the token; 409 for an account that has a profile
 */
export async function claimSpeaker(
  tx: Tx,
  token: string,
  { caller, now }: Change,
  digest: EmailDigest,
): Promise<Claim> {
  const invitation = await tx.invitation.findUnique({ where: { tokenHash: hashToken(token) } });
  if (!invitation) throw noInvitation();
  // Where a message says meanwhile that the address is the account's, it finds this claim, or this finds what it says.
  await tx.$executeRaw`SELECT FROM account_replicas WHERE id = ${caller.userId}::uuid FOR SHARE`;
  // First the profile, then its invitations, as every change of a profile does; so of two, the second finds nothing.
  await lockSpeakerForUpdate(tx, invitation.speakerId);
  if ((await findVerifiedAddress(tx, caller.userId)) === digest(invitation.email))
    return { speakerId: await link(tx, invitation, caller.userId, now), isPending: false };
  if (await findSpeakerOfUser(tx, caller.userId)) throw await hasSpeaker(tx, caller.userId);
  const open = { id: invitation.id, expiresAt: { gt: now } };
  const { count } = await tx.invitation.updateMany({ where: open, data: { claimedBy: caller.userId } });
  if (count !== 1) throw noInvitation();
  return { speakerId: invitation.speakerId, isPending: true };
}

/**
 * Links the profile that an account has claimed before a message said that the invited address is its own. Of several it has one, and
 * none where it has got another meanwhile.
 */
export async function completeClaims(tx: Tx, userId: string, now: Date, digest: EmailDigest): Promise<void> {
  const address = await findVerifiedAddress(tx, userId);
  const claimed = await tx.invitation.findMany({
    where: { claimedBy: userId, expiresAt: { gt: now } },
    orderBy: { id: 'asc' },
  });
  for (const { id, speakerId } of claimed.filter(({ email }) => digest(email) === address)) {
    await lockSpeakerForUpdate(tx, speakerId);
    const invitation = await tx.invitation.findFirst({ where: { id, claimedBy: userId } });
    if (invitation && !(await findSpeakerOfUser(tx, userId))) await link(tx, invitation, userId, now);
  }
}

/**
 * Who invited says that the account which has the token is the person.
 * @returns the profile's id
 * @throws DomainError 404, 403; 409 when the invitation is not, or no longer, claimed by that account
 */
export async function confirmClaim(
  tx: Tx,
  { id, invitationId }: { id: string; invitationId: string },
  { caller, now }: Change,
  userId: string,
): Promise<string> {
  const { id: speakerId } = await lockOwnSpeakerForUpdate(tx, id, caller);
  const invitation = await tx.invitation.findFirst({ where: { id: invitationId, speakerId } });
  if (!invitation) throw noInvitation();
  if (invitation.claimedBy !== userId)
    throw problem('invitation.not-claimed', 'This account has not claimed the profile.');
  return link(tx, invitation, userId, now);
}

async function link(
  tx: Tx,
  { id, speakerId }: { id: string; speakerId: string },
  userId: string,
  now: Date,
): Promise<string> {
  const taken = await endInvitations(tx, Prisma.sql`id = ${id}::uuid AND expires_at > ${now}`);
  if (taken.length !== 1) throw noInvitation();
  await endInvitations(tx, toProfile(speakerId));
  const data = { userId, version: { increment: 1 }, updatedAt: now };
  const speaker = await tx.speaker.update({ where: { id: speakerId }, data });
  await publishSpeaker(tx, speakerClaimed, speaker);
  await tellContacts(tx, [speakerId]);
  return speakerId;
}

/** An erased account claims nothing any more. */
export async function forgetClaims(tx: Tx, userId: string): Promise<void> {
  await tx.invitation.updateMany({ where: { claimedBy: userId }, data: { claimedBy: null } });
}
