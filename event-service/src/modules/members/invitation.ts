import { type EmailDigest, findVerifiedAddress, type RequireVerifiedEmail } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { MemberInvitation } from '../../generated/prisma/client';
import { publishInvitation } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { lockEventForUpdate, requireOwner } from '../events';
import { endInvitations } from './end-invitations';
import { requireRoomForMembers, saveMember } from './member';
import { recordAgreement } from './offer';
import type { MemberRole } from './schemas';

export type { MemberInvitation };

const dayMs = 24 * 60 * 60_000;
const lifetimeMs = 30 * dayMs;
const maxResendsADay = 3;

export interface InvitationRules {
  digest: EmailDigest;
  requireVerifiedEmail: RequireVerifiedEmail;
  /** Of one account, and of one event. */
  maxADay: number;
}

/**
 * Offers a role to whoever has an address. Whether an account has it is not looked at, so nothing tells. What was offered to it
 * before stays, where it is the same role, and is withdrawn otherwise.
 * @throws DomainError 404 or 403 for who is not the owner; 409 for too many, in a day or at all
 */
export async function inviteMember(
  tx: Tx,
  ref: string,
  { caller, now }: Change,
  { email, role }: { email: string; role: MemberRole },
  { digest, requireVerifiedEmail, maxADay }: InvitationRules,
): Promise<{ isNew: boolean; invitation: MemberInvitation }> {
  const event = await lockEventForUpdate(tx, ref);
  requireOwner(event, caller);
  await requireVerifiedEmail(tx, caller);
  const toAddress = { eventId: event.id, emailDigest: digest(email), status: 'pending' } as const;
  const pending = await tx.memberInvitation.findFirst({ where: toAddress });
  const isOpen = pending !== null && pending.expiresAt > now;
  if (isOpen && pending.role === role) return { isNew: false, invitation: pending };
  await requireFewInvitations(tx, event.id, { caller, now }, maxADay);
  if (pending) await endInvitations(tx, toAddress, isOpen ? 'withdrawn' : 'expired');
  await requireRoomForMembers(tx, event, now);
  const invitation = await tx.memberInvitation.create({
    data: {
      ...{ id: newId(), ...toAddress, email, role, invitedBy: caller.userId },
      ...{ createdAt: now, expiresAt: new Date(now.getTime() + lifetimeMs) },
    },
  });
  await publishInvitation(tx, invitation);
  return { isNew: true, invitation };
}

/** Also those that have ended count, so that nobody gets further by withdrawing. */
async function requireFewInvitations(
  tx: Tx,
  eventId: string,
  { caller, now }: Pick<Change, 'caller' | 'now'>,
  maxADay: number,
): Promise<void> {
  const invitedBy = caller.userId;
  // Of the same account's invitations to other events, whose locks are others.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`invitations of ${invitedBy}`}, 0))`;
  const createdAt = { gt: new Date(now.getTime() - dayMs) };
  const ofAccount = await tx.memberInvitation.count({ where: { invitedBy, createdAt } });
  const ofEvent = await tx.memberInvitation.count({ where: { eventId, createdAt } });
  if (ofAccount < maxADay && ofEvent < maxADay) return;
  const detail = `An account, and an event, may invite ${maxADay} people within 24 hours.`;
  throw problem('member-invitation.too-many', detail, { limit: maxADay });
}

/** @throws DomainError 404 */
export async function findPending(tx: Tx, eventId: string, id: string, now: Date): Promise<MemberInvitation> {
  const open = { id, eventId, status: 'pending', expiresAt: { gt: now } } as const;
  const invitation = await tx.memberInvitation.findFirst({ where: open });
  if (!invitation) throw notFound('invitation');
  return invitation;
}

export interface InvitationReference {
  /** Of the event: id or slug. */
  id: string;
  invitationId: string;
}

/** Has the mail sent again. @throws DomainError 404 or 403 for who is not the owner; 404, or 409 for the fourth time in a day */
export async function resendInvitation(
  tx: Tx,
  { id, invitationId }: InvitationReference,
  { caller, now }: Change,
  { requireVerifiedEmail }: InvitationRules,
): Promise<MemberInvitation> {
  const event = await lockEventForUpdate(tx, id);
  requireOwner(event, caller);
  await requireVerifiedEmail(tx, caller);
  const { resends, resendsSince } = await findPending(tx, event.id, invitationId, now);
  const isNewDay = resendsSince === null || now.getTime() - resendsSince.getTime() >= dayMs;
  if (!isNewDay && resends >= maxResendsADay) {
    const detail = `Its mail can be sent again ${maxResendsADay} times within 24 hours.`;
    throw problem('member-invitation.resent', detail, { limit: maxResendsADay });
  }
  const counted = isNewDay ? { resends: 1, resendsSince: now } : { resends: { increment: 1 } };
  const invitation = await tx.memberInvitation.update({
    where: { id: invitationId },
    data: { ...counted, version: { increment: 1 } },
  });
  await publishInvitation(tx, invitation);
  return invitation;
}

/** @throws DomainError 404 or 403 for who is not the owner; 404 for one that is not pending */
export async function withdrawInvitation(
  tx: Tx,
  { id, invitationId }: InvitationReference,
  { caller, now }: Change,
): Promise<void> {
  const event = await lockEventForUpdate(tx, id);
  requireOwner(event, caller);
  await findPending(tx, event.id, invitationId, now);
  await endInvitations(tx, { id: invitationId }, 'withdrawn');
}

/**
 * What an account can accept: one to the very address that it has verified. All others get the same answer, whatever there is.
 * @throws DomainError 404
 */
export async function findReceivedInvitation(
  tx: Tx,
  id: string,
  { caller, now }: Pick<Change, 'caller' | 'now'>,
): Promise<MemberInvitation> {
  const emailDigest = (await findVerifiedAddress(tx, caller.userId)) ?? '';
  const open = { id, emailDigest, status: 'pending', expiresAt: { gt: now } } as const;
  const invitation = await tx.memberInvitation.findFirst({ where: open });
  if (!invitation) throw notFound('invitation');
  return invitation;
}

/** Makes the caller a member, or gives them the other role. @throws DomainError 404 like {@link findReceivedInvitation} */
export async function acceptInvitation(tx: Tx, id: string, change: Change): Promise<MemberInvitation> {
  const { caller, now } = change;
  const { eventId } = await findReceivedInvitation(tx, id, change);
  const event = await lockEventForUpdate(tx, eventId);
  const invitation = await findReceivedInvitation(tx, id, change);
  const { role, invitedBy } = invitation;
  await endInvitations(tx, { id }, 'accepted');
  if (caller.userId === event.ownerId) return invitation;
  await recordAgreement(tx, eventId, { kind: 'member', role, fromUserId: invitedBy, toUserId: caller.userId }, now);
  await saveMember(tx, event, caller.userId, role);
  return invitation;
}
