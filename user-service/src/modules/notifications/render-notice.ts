import { derivedToken, type Seal } from '@ems/chassis/auth';
import type { Tx } from '../../shared/database';
import {
  type MailContext,
  type Notice,
  type NoticeKind,
  type Notices,
  type Recipient,
  renderNoticeMail,
} from '../mail';
import { factsOf, findEvent, type KnownEvent } from './event-facts';
import { isUnwanted } from './settings';
import { type EventNoticeKind, readSource, type Source } from './sources';
import { ticketAttachments } from './ticket-attachments';
import { unsubscribeToken } from './unsubscribe-token';

export interface NoticeContext {
  webUrl: string;
  /** Where the API is, of which mail programs call one route. */
  publicUrl: string;
  invitationKey: string;
  ticketSeal: Pick<Seal, 'open'>;
  unsubscribeSeal: Seal;
  /** Whether what a team writes is mailed only where its owner's address is verified. */
  requiresVerifiedEmail: boolean;
}

/** @returns renders mails about events, each from what is so when it is sent */
export const noticeRenderer =
  (context: NoticeContext): MailContext['renderNotice'] =>
  async (tx, notice, recipient) => {
    const { kind } = notice;
    if (await isUnwanted(tx, recipient.key, notice)) return undefined;
    const { webUrl } = context;
    const token = unsubscribeToken(context.unsubscribeSeal, recipient, kind);
    const render = <Kind extends NoticeKind>(of: Kind, facts: Notices[Kind]) => ({
      ...renderNoticeMail(of, recipient.language, facts, {
        ...(recipient.userId !== null && { settings: `${webUrl}/notifications` }),
        unsubscribe: `${webUrl}/unsubscribe#${token}`,
      }),
      unsubscribeUrl: `${context.publicUrl}/api/v1/notifications/unsubscribe?token=${token}`,
    });
    if (kind === 'claim_invitation' || kind === 'member_invitation')
      return render(kind, { page: invitationPage(notice, context) });
    const event = notice.eventId === null ? null : await findEvent(tx, notice.eventId);
    if (!event) return event === undefined ? 'not known yet' : undefined;
    const source = await sourceOf(tx, context, notice, recipient, event);
    const renderOf = async <Kind extends EventNoticeKind>(of: Kind) => {
      const facts = await readSource(of, source);
      return facts && render(of, facts);
    };
    const mail = await renderOf(kind);
    if (!mail || (kind !== 'registration_confirmed' && kind !== 'registration_promoted')) return mail;
    return { ...mail, attachments: await ticketAttachments(source, context.ticketSeal) };
  };

/** What has its token in the fragment, or its id, which opens nothing to anybody else. */
function invitationPage({ kind, invitationId }: Notice, { webUrl, invitationKey }: NoticeContext): string {
  return kind === 'claim_invitation'
    ? `${webUrl}/claim#${derivedToken(invitationKey, 'claim', invitationId ?? '')}`
    : `${webUrl}/invitations#${invitationId}`;
}

/**
 * To an address that nobody has shown to be theirs a mail says nothing that somebody has entered, so that nobody can have it sent
 * what they like; nor for an event that is not public.
 */
async function sourceOf(
  tx: Tx,
  { webUrl, requiresVerifiedEmail }: NoticeContext,
  notice: Notice,
  recipient: Recipient,
  event: KnownEvent,
): Promise<Source> {
  const isOpen =
    recipient.isVerified &&
    event.status !== 'draft' &&
    (!requiresVerifiedEmail ||
      (await tx.user.count({ where: { id: event.ownerId ?? '', emailVerified: true } })) === 1);
  return { tx, notice, recipient, event, facts: factsOf(event, webUrl, isOpen), isOpen, webUrl };
}
