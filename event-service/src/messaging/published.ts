import type { Sql, Statement } from '@ems/chassis/database';
import { enqueueMessage, enqueueMessages, type MessageContract, messageStatement } from '@ems/chassis/messaging';
import {
  type EventMove,
  type EventState,
  eventDeleted,
  eventMemberChanged,
  eventMemberInvitationEnded,
  eventMemberInvited,
  eventOfferChanged,
  eventRetentionDue,
  eventUserErasureDone,
  type MembersState,
  type Offer as OfferState,
  type RegistrationState,
  registrationCheckedIn,
  registrationForgotten,
} from '@ems/contracts';
import type { Event, EventMember, MemberInvitation, Offer } from '../generated/prisma/client';
import type { Tx } from '../shared/database';

/** All that event-service produces: each message is enqueued in the transaction of its change, after the row's own write. */
export {
  eventCancelled,
  eventCompleted,
  eventCreated,
  eventPublished,
  eventUnpublished,
  eventUpdated,
  registrationCancelled,
  registrationConfirmed,
  registrationPromoted,
  registrationWaitlisted,
} from '@ems/contracts';

type EventRow = Event & { members: Pick<EventMember, 'userId' | 'role'>[] };

const membersOf = ({ members }: EventRow) => members.map(({ userId, role }) => ({ userId, role }));

/** @param contract of the fact; each carries the whole event */
export async function publishEvent(tx: Tx, contract: MessageContract<EventState>, event: EventRow): Promise<void> {
  const moves = event.movedVersion === 0 ? [] : await latestMoves(tx, event.id);
  await enqueueMessage(tx, contract, event.id, event.version, {
    id: event.id,
    slug: event.slug,
    title: event.title,
    status: event.status,
    ownerId: event.ownerId,
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
    timezone: event.timezone,
    cfp: event.cfpOpensAt &&
      event.cfpClosesAt && { opensAt: event.cfpOpensAt.toISOString(), closesAt: event.cfpClosesAt.toISOString() },
    members: membersOf(event),
    venue:
      event.venueName === null
        ? null
        : { name: event.venueName, address: event.venueAddress, city: event.venueCity, country: event.venueCountry },
    onlineUrl: event.onlineUrl,
    cancelReason: event.cancelReason,
    scheduleVisible: event.scheduleVisible,
    ...(moves.length > 0 && { moves }),
  });
}

/** So many that nobody who consumes at all has missed more. */
const maxMoves = 20;

async function latestMoves(tx: Tx, eventId: string): Promise<EventMove[]> {
  const rows = await tx.eventMove.findMany({ where: { eventId }, orderBy: { version: 'desc' }, take: maxMoves });
  const toTimes = (startsAt: Date, endsAt: Date, timezone: string) => ({
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    timezone,
  });
  return rows.toReversed().map(row => ({
    version: row.version,
    from: toTimes(row.fromStartsAt, row.fromEndsAt, row.fromTimezone),
    to: toTimes(row.toStartsAt, row.toEndsAt, row.toTimezone),
  }));
}

/** @param deleted as it was: its deletion is one version more */
export const publishEventDeleted = (tx: Sql, { id, version }: Pick<EventRow, 'id' | 'version'>): Promise<void> =>
  enqueueMessage(tx, eventDeleted, id, version + 1, { id });

/** @param role that the member has now; null for none */
export const publishMembers = (tx: Sql, event: EventRow, { userId, role }: Pick<MembersState, 'userId' | 'role'>) =>
  enqueueMessage(tx, eventMemberChanged, event.id, event.version, {
    eventId: event.id,
    userId,
    role,
    members: membersOf(event),
  });

/** What somebody has agreed to by doing it themselves was never offered. */
export const publishOffers = (tx: Sql, offers: readonly Offer[]): Promise<void> =>
  enqueueMessages<OfferState>(
    tx,
    eventOfferChanged,
    offers
      .filter(({ fromUserId, toUserId }) => fromUserId !== toUserId)
      .map(({ version, createdAt, expiresAt, ...offer }) => ({
        subject: offer.id,
        sequence: version,
        data: { ...offer, sessionId: null, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() },
      })),
  );

/** @param invitation that is pending */
export const publishInvitation = (tx: Sql, { version, expiresAt, ...invitation }: MemberInvitation): Promise<void> =>
  enqueueMessage(tx, eventMemberInvited, invitation.id, version, {
    ...invitation,
    email: invitation.email ?? '',
    expiresAt: expiresAt.toISOString(),
  });

export const publishInvitationsEnded = (tx: Sql, invitations: readonly MemberInvitation[]): Promise<void> =>
  enqueueMessages(
    tx,
    eventMemberInvitationEnded,
    invitations.map(({ id, eventId, version }) => ({ subject: id, sequence: version, data: { id, eventId } })),
  );

/** What each message tells of a registration, and the version that it makes. */
type Registration = Pick<RegistrationState, 'id' | 'eventId' | 'userId' | 'status'> &
  Record<'name' | 'email', string | null> & { position: number | null; version: number };

/** What only some facts tell. */
type Particulars = Pick<RegistrationState, 'sealedTicket' | 'cause'>;

const toRegistrationState = (
  { id, eventId, userId, status, position, name, email }: Registration,
  particulars: Particulars = {},
): RegistrationState => ({
  id,
  eventId,
  userId,
  status,
  position,
  // How an account is called and reached, its own service knows.
  ...(userId === null && name !== null && { name, email }),
  ...particulars,
});

/** @param particulars of a seat that was given, or of a cancellation */
export const publishRegistration = (
  tx: Sql,
  contract: MessageContract<RegistrationState>,
  registration: Registration,
  particulars: Particulars,
): Promise<void> =>
  enqueueMessage(tx, contract, registration.id, registration.version, toRegistrationState(registration, particulars));

/** The statement of {@link publishRegistration}. */
export const registrationMessage = (
  contract: MessageContract<RegistrationState>,
  registration: Registration,
  particulars: Particulars = {},
): Statement =>
  messageStatement(contract, {
    subject: registration.id,
    sequence: registration.version,
    data: toRegistrationState(registration, particulars),
  });

/** Tells when somebody came, with the version of the registration after that. */
export const checkInMessage = (registration: Registration, checkedInAt: Date): Statement =>
  messageStatement(registrationCheckedIn, {
    subject: registration.id,
    sequence: registration.version,
    data: { ...toRegistrationState(registration), checkedInAt: checkedInAt.toISOString() },
  });

/** Tells of each registration that its personal data are gone. */
export const publishForgotten = (
  tx: Sql,
  registrations: readonly { id: string; eventId: string; version: number }[],
): Promise<void> =>
  enqueueMessages(
    tx,
    registrationForgotten,
    registrations.map(({ id, eventId, version }) => ({ subject: id, sequence: version, data: { id, eventId } })),
  );

/** Tells the team of an event when the personal data of its registrations go. */
export const publishRetentionDue = (tx: Sql, { id, version }: Pick<EventRow, 'id' | 'version'>, forgetsAt: Date) =>
  enqueueMessage(tx, eventRetentionDue, id, version, { eventId: id, forgetsAt: forgetsAt.toISOString() });

/** @param sequence of the message that asked for the erasure */
export const publishErasureReceipt = (tx: Sql, userId: string, sequence: number): Promise<void> =>
  enqueueMessage(tx, eventUserErasureDone, userId, sequence, { userId });
