import { createHash, randomBytes } from 'node:crypto';
import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { deleteRepliesAbout, lockOwnSpeakerForUpdate } from '../speakers';
import type { Invitation } from './schemas';

const lifetimeMs = 14 * 86_400_000;

/** Only the hash is stored; a token of 256 random bits needs no salt. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Invites a person to claim their profile. An open invitation to the same address is replaced: its token ends.
 * @throws DomainError 404, 403, or 409 when the profile is claimed
 */
export async function createInvitation(
  tx: Tx,
  id: string,
  { caller, now }: Change,
  email: string,
): Promise<{ invitation: Invitation; token: string }> {
  const speaker = await lockOwnSpeakerForUpdate(tx, id, caller);
  if (speaker.userId !== null)
    throw problem('speaker.already-claimed', 'The profile is claimed; nobody can be invited.');
  // What nobody used in time is personal data without a purpose.
  await tx.invitation.deleteMany({ where: { expiresAt: { lt: now } } });
  await tx.invitation.deleteMany({ where: { speakerId: speaker.id, email } });
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  const invitation = await tx.invitation.create({
    data: { id: newId(), speakerId: speaker.id, email, tokenHash: hashToken(token), createdAt: now, expiresAt },
  });
  return { invitation, token };
}

/** @throws DomainError 404, 403 */
export async function deleteInvitation(
  tx: Tx,
  { id, invitationId }: { id: string; invitationId: string },
  caller: Caller,
): Promise<void> {
  const speaker = await lockOwnSpeakerForUpdate(tx, id, caller);
  const { count } = await tx.invitation.deleteMany({ where: { id: invitationId, speakerId: speaker.id } });
  if (count !== 1) throw notFound('invitation');
}

/**
 * Deletes all invitations to an erased account's address, and the replies that repeat it.
 * @param emailDigest keyed
 */
export async function deleteInvitationsTo(tx: Tx, emailDigest: string): Promise<void> {
  const invitations = await tx.$queryRaw<{ id: string }[]>`
    DELETE FROM invitations WHERE email_digest = ${emailDigest} RETURNING id::text`;
  for (const { id } of invitations) await deleteRepliesAbout(tx, id);
}
