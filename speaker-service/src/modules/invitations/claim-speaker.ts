import type { Caller } from '@ems/chassis/auth';
import { DomainError } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { speakerClaimed } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { lockSpeaker, type Speaker } from '../speakers';
import { hashToken } from './token';

/** One answer for what never was, was used, has expired or was taken back. */
const noInvitation = () =>
  new DomainError('not-found', 'speaker.no-invitation', 'There is no open invitation with this token.');

/**
 * Gives the profile to the account that holds the token.
 * @throws DomainError 404 when the token opens nothing (any more)
 */
export async function claimSpeaker(tx: Tx, token: string, caller: Caller): Promise<Speaker> {
  const invitation = await tx.invitation.findUnique({ where: { tokenHash: hashToken(token) } });
  if (!invitation) throw noInvitation();
  const { id: invitationId, speakerId: id } = invitation;
  // First the profile, then its invitations, as every change of a profile does; so of two, the second finds nothing.
  await lockSpeaker(tx, id);
  const used = await tx.$executeRaw`DELETE FROM invitations WHERE id = ${invitationId}::uuid AND expires_at > now()`;
  if (used !== 1) throw noInvitation();
  const data = { userId: caller.userId, version: { increment: 1 }, updatedAt: new Date() };
  const speaker = await tx.speaker.update({ where: { id }, data });
  const { userId, createdBy, version } = speaker;
  await record(tx, speakerClaimed, id, version, { id, userId, createdBy });
  return speaker;
}
