import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';
import type { InvitedMember, InvitedSpeaker, Offer, speakerChangeSuggested } from '@ems/contracts';
import type { z } from 'zod';
import { upsertInvitations } from '../../replicas/invitations';
import { enqueueNotices } from '../mail';

/** Enqueues a mail to whom something is offered; one that waits goes when the offer ends. */
export async function tellOffer(sql: Sql, { data: offer }: Message<Offer>): Promise<void> {
  if (offer.status !== 'pending') {
    await sql.$executeRaw`
      DELETE FROM mails WHERE event_id = ${offer.eventId}::uuid AND kind = 'offer_received' AND facts->>'id' = ${offer.id}
        AND claimed_at IS NULL AND sent_at IS NULL AND failed_at IS NULL`;
    return;
  }
  if (offer.toUserId === null) return;
  const { id, kind: offered, eventId, sessionId, toUserId: userId, expiresAt } = offer;
  await enqueueNotices(sql, [
    {
      kind: 'offer_received',
      fact: id,
      eventId,
      ...(sessionId !== null && { sessionId }),
      userId,
      facts: { id, offer: offered, expiresAt },
    },
  ]);
}

/** Stores whose address is invited to claim a profile, and enqueues the mail; one that is sent again is another mail. */
export async function tellClaimInvitation(sql: Sql, message: Message<InvitedSpeaker>): Promise<void> {
  await upsertInvitations(sql, [message]);
  const { id } = message.data;
  await enqueueNotices(sql, [{ kind: 'claim_invitation', fact: `${id} ${message.sequence}`, invitationId: id }]);
}

/** Stores whose address is invited to a team, and enqueues the mail; one that is sent again is another mail. */
export async function tellMemberInvitation(sql: Sql, message: Message<InvitedMember>): Promise<void> {
  await upsertInvitations(sql, [message]);
  const { id, eventId } = message.data;
  await enqueueNotices(sql, [
    { kind: 'member_invitation', fact: `${id} ${message.sequence}`, eventId, invitationId: id },
  ]);
}

/** Enqueues a mail to the person whose profile is to be changed. */
export async function tellSuggestion(
  sql: Sql,
  { data: { id, eventId, speakerId, userId } }: Message<z.infer<typeof speakerChangeSuggested.data>>,
): Promise<void> {
  await enqueueNotices(sql, [{ kind: 'profile_suggestion', fact: id, eventId, userId, facts: { speakerId } }]);
}
