import { createHash } from 'node:crypto';
import { type Caller, derivedToken, type RequireVerifiedEmail } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import { publishInvited } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { deleteRepliesAbout, endInvitations, lockOwnSpeakerForUpdate } from '../speakers';
import { countSentInvitation } from './daily-bound';
import type { Invitation } from './schemas';

const lifetimeMs = 14 * 86_400_000;

/** Who may invite, and how the tokens are made that are mailed. */
export interface InvitationPolicy {
  /** Makes the tokens, here and where the mails are made. */
  key: string;
  requireVerifiedEmail: RequireVerifiedEmail;
  /** Of one account. */
  maxADay: number;
}

/** Only the hash is stored; a token of 256 bits that nobody can guess needs no salt. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

const tokenHashOf = ({ key }: InvitationPolicy, id: string) => hashToken(derivedToken(key, 'claim', id));

interface InvitationId {
  id: string;
  invitationId: string;
}

/**
 * Invites a person by mail to claim their profile. An open invitation to the same address is replaced: its token ends.
 * @throws DomainError 404, 403, 409 when the profile is claimed, or 429 when the account has sent too many today
 */
export async function createInvitation(
  tx: Tx,
  speakerId: string,
  { caller, now }: Change,
  email: string,
  policy: InvitationPolicy,
): Promise<Invitation> {
  await lockForInviting(tx, speakerId, caller, now, policy);
  // What nobody used in time is personal data without a purpose.
  await endInvitations(tx, Prisma.sql`expires_at < ${now}`);
  await endInvitations(tx, Prisma.sql`speaker_id = ${speakerId}::uuid AND email = ${email}`);
  const id = newId();
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  const tokenHash = tokenHashOf(policy, id);
  const invitation = await tx.invitation.create({
    data: { id, speakerId, email, tokenHash, createdAt: now, expiresAt },
  });
  await publish(tx, invitation, caller);
  return invitation;
}

/**
 * Has the mail sent again; its link is valid for as long as that of a new one.
 * @throws DomainError like {@link createInvitation}
 */
export async function resendInvitation(
  tx: Tx,
  { id: speakerId, invitationId }: InvitationId,
  { caller, now }: Change,
  policy: InvitationPolicy,
): Promise<Invitation> {
  await lockForInviting(tx, speakerId, caller, now, policy);
  const where = { id: invitationId, speakerId, expiresAt: { gt: now } };
  const open = await tx.invitation.findFirst({ where });
  if (!open) throw notFound('invitation');
  const invitation = await tx.invitation.update({
    where,
    data: {
      version: { increment: 1 },
      expiresAt: new Date(now.getTime() + lifetimeMs),
      // The key may be another one since.
      tokenHash: tokenHashOf(policy, invitationId),
    },
  });
  await publish(tx, invitation, caller);
  return invitation;
}

async function lockForInviting(tx: Tx, speakerId: string, caller: Caller, now: Date, policy: InvitationPolicy) {
  const speaker = await lockOwnSpeakerForUpdate(tx, speakerId, caller);
  if (speaker.userId !== null)
    throw problem('speaker.already-claimed', 'The profile is claimed; nobody can be invited.');
  await policy.requireVerifiedEmail(tx, caller);
  await countSentInvitation(tx, caller.userId, now, policy.maxADay);
}

const publish = (tx: Tx, { id, speakerId, email, expiresAt, version }: Invitation, { userId }: Caller) =>
  publishInvited(tx, version, { id, speakerId, email, invitedBy: userId, expiresAt: expiresAt.toISOString() });

/** @throws DomainError 404, 403 */
export async function deleteInvitation(tx: Tx, { id, invitationId }: InvitationId, caller: Caller): Promise<void> {
  const speaker = await lockOwnSpeakerForUpdate(tx, id, caller);
  const ended = await endInvitations(tx, Prisma.sql`id = ${invitationId}::uuid AND speaker_id = ${speaker.id}::uuid`);
  if (ended.length !== 1) throw notFound('invitation');
}

/**
 * Deletes all invitations to an erased account's address, and the replies that repeat it.
 * @param emailDigest keyed
 */
export async function deleteInvitationsTo(tx: Tx, emailDigest: string): Promise<void> {
  const ended = await endInvitations(tx, Prisma.sql`email_digest = ${emailDigest}`);
  for (const { id } of ended) await deleteRepliesAbout(tx, id);
}
