import type { Caller } from '@ems/chassis/auth';
import { type Statement, statement } from '@ems/chassis/database';
import { forbidden, notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { Offer, SessionSpeaker } from '../../generated/prisma/client';
import { publishSession, sessionSpeakersChanged } from '../../messaging/published';
import type { SpeakerReplica } from '../../replicas/speakers';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { findSettings, refuseBlocked } from '../conflicts';
import { isOrganizer, lockEventForUpdate, teamRole } from '../events';
import { relationOf, requireEditable, requireVisibleSession, type Viewer } from './access';
import { asKnownTo, nextVersion } from './announced';
import {
  closeOffer,
  createOffer,
  findReceivedOffer,
  insertOffers,
  makeOffer,
  newOffer,
  offersMade,
  requirePending,
  withdrawOffers,
} from './offer';
import { findSession, lockSessionForUpdate, type SessionRow } from './repository';
import { type SpeakerBody, toSessionView } from './schemas';
import { deleteUnknownSlots } from './unknown-slots';

/** What becomes of a profile that somebody puts on a session: it joins, or its account is offered the part. */
type Joining = 'joins' | 'is-offered';

/**
 * Who has claimed a profile decides on it; one that nobody has claimed is its creator's and the team's.
 * @throws DomainError 403
 */
function joiningOf(speaker: SpeakerReplica, userId: string, isTeam: boolean): Joining {
  if (speaker.userId !== null) return speaker.userId === userId ? 'joins' : 'is-offered';
  if (isTeam || speaker.createdBy === userId) return 'joins';
  throw forbidden('A profile that nobody has claimed is put on a session by who made it, or by the team.');
}

interface FirstSpeakers extends Pick<SessionRow, 'speakers' | 'offers'> {
  /** Of what joins them to the session. */
  statements: Statement[];
}

/** Who is on a session that is being made, in their order, and who is offered a part. @throws DomainError 403 */
export function firstSpeakers(
  session: { id: string; eventId: string },
  speakers: readonly SpeakerReplica[],
  { caller, now }: Viewer & { caller: Caller },
  isTeam: boolean,
): FirstSpeakers {
  const made: Offer[] = [];
  const joined: SessionRow['speakers'] = [];
  const offers: SessionRow['offers'] = [];
  for (const [position, speaker] of speakers.entries()) {
    const part = { speakerId: speaker.id, role: 'speaker', position, binding: true } as const;
    const joins = joiningOf(speaker, caller.userId, isTeam) === 'joins';
    if (speaker.userId !== null) {
      const asked = { ...part, fromUserId: caller.userId, toUserId: speaker.userId };
      const offer = newOffer(session, asked, now, joins ? 'accepted' : 'pending');
      made.push(offer);
      if (!joins) offers.push({ ...offer, speaker });
    }
    if (joins) joined.push({ sessionId: session.id, ...part, speaker });
  }
  // Who has claimed a profile has agreed by an offer before they join.
  const statements = [
    ...(made.length > 0 ? [insertOffers(made)] : []),
    ...(joined.length > 0 ? [insertSpeakers(joined)] : []),
    ...offersMade(made, now),
  ];
  return { speakers: joined, offers, statements };
}

const insertSpeakers = (joined: readonly SessionSpeaker[]): Statement => statement`
  INSERT INTO session_speakers (session_id, speaker_id, role, position, binding)
  SELECT "sessionId", "speakerId", role, position, binding
  FROM jsonb_to_recordset(${JSON.stringify(joined)}::jsonb)
    AS joined ("sessionId" uuid, "speakerId" uuid, role "SpeakerRole", position int, binding boolean)`;

/**
 * Puts a speaker on a session, or changes the role. Somebody else who has claimed the profile is offered the part. Where the
 * session has slots, `slot_speakers_no_overlap` may refuse it.
 */
export async function putSpeaker(
  tx: Tx,
  id: string,
  speakerId: string,
  change: Change,
  body: SpeakerBody,
): Promise<{ session: SessionRow } | { offer: Offer }> {
  const { caller, now } = change;
  const session = await lockEditableSessionForUpdate(tx, id, change);
  const present = session.speakers.find(link => link.speakerId === speakerId);
  const last = session.speakers.at(-1)?.position ?? -1;
  const role = body.role ?? present?.role ?? 'speaker';
  const position = body.position ?? present?.position ?? last + 1;
  const binding = body.binding ?? present?.binding ?? true;
  if (present?.role === role && present.position === position && present.binding === binding) return { session };
  const part = { speakerId, role, position, binding };
  if (!present) {
    const speaker = await tx.speakerReplica.findUniqueOrThrow({ where: { id: speakerId } });
    const isTeam = relationOf(session, change).parties.includes('team');
    const joining = joiningOf(speaker, caller.userId, isTeam);
    const offered = speaker.userId && { ...part, fromUserId: caller.userId, toUserId: speaker.userId };
    if (offered && joining === 'is-offered') return { offer: await makeOffer(tx, session, offered, now) };
    if (offered) await createOffer(tx, session, offered, now, 'accepted');
  }
  await joinSession(tx, session, part, caller);
  return { session: await speakersChanged(tx, id, now) };
}

/** Of an offer whose profile is gone, or is somebody else's. */
export const notYours = () =>
  problem('offer.not-pending', 'The profile is no longer yours.', { offerStatus: 'withdrawn' });

type Appearance = Pick<Offer, 'speakerId' | 'role' | 'position' | 'binding'>;

async function joinSession(
  tx: Tx,
  session: SessionRow,
  { speakerId, role, position, binding }: Appearance,
  caller: Caller,
): Promise<void> {
  const key = { sessionId: session.id, speakerId };
  const present = session.speakers.find(link => link.speakerId === speakerId);
  const isHeld = binding && !present?.binding;
  if (isHeld) await deleteUnknownSlots(tx, asKnownTo(session, caller), speakerId, caller);
  if (present) {
    // No upsert: whoever claimed the profile since agreed then, and to an INSERT they would have to agree again.
    await tx.sessionSpeaker.update({ where: { sessionId_speakerId: key }, data: { role, position, binding } });
  } else {
    await tx.sessionSpeaker.create({ data: { ...key, role, position, binding } });
  }
  const slotIds = isHeld ? asKnownTo(session, caller).slots.map(slot => slot.id) : [];
  if (slotIds.length > 0) await refuseBlocked(tx, await findSettings(tx, { id: session.eventId }), slotIds);
}

/**
 * The receiver agrees to an offer or does not. To answer in the same way again changes nothing.
 * @throws DomainError 404 for an offer that is not there or not to the caller; 409 for one that is answered otherwise,
 * withdrawn or expired, and where the part clashes with another
 */
export async function answerOffer(
  tx: Tx,
  id: string,
  { caller, now }: Change,
  answer: 'accepted' | 'declined',
): Promise<Offer> {
  const { sessionId } = await findReceivedOffer(tx, id, caller.userId);
  await lockEventForUpdate(tx, { sessionId });
  const session = await lockSessionForUpdate(tx, sessionId);
  if (!session || session.event.deleted) throw notFound('offer');
  const offer = await findReceivedOffer(tx, id, caller.userId);
  if (offer.status === answer) return offer;
  requirePending(offer, now);
  const closed = await closeOffer(tx, id, answer, now);
  if (answer === 'declined') return closed;
  const { deleted, userId } = await tx.speakerReplica.findUniqueOrThrow({ where: { id: offer.speakerId } });
  if (deleted || userId !== caller.userId) throw notYours();
  await joinSession(tx, session, offer, caller);
  await speakersChanged(tx, sessionId, now);
  return closed;
}

/**
 * Takes an offer back: who made it, or the team.
 * @throws DomainError 404 for an offer that is not there or is none of the caller's; 409 for one that is answered or expired
 */
export async function withdrawOffer(tx: Tx, id: string, { caller, now }: Change): Promise<void> {
  const found = await tx.offer.findUnique({ where: { id } });
  const session = found && (await lockSessionForUpdate(tx, found.sessionId));
  const offer = await tx.offer.findUnique({ where: { id } });
  const isTheirs = offer?.fromUserId === caller.userId || (session && isOrganizer(teamRole(session.event, caller)));
  if (!offer || !isTheirs) throw notFound('offer');
  if (offer.status === 'withdrawn') return;
  requirePending(offer, now);
  await closeOffer(tx, id, 'withdrawn', now);
}

/** Takes a speaker off a session, or takes back what was offered. @throws DomainError 404 when the speaker is not on the session */
export async function removeSpeaker(tx: Tx, id: string, speakerId: string, change: Change): Promise<void> {
  await lockEditableSessionForUpdate(tx, id, change);
  const { count } = await tx.sessionSpeaker.deleteMany({ where: { sessionId: id, speakerId } });
  if (count > 0) {
    await speakersChanged(tx, id, change.now);
  } else if ((await withdrawOffers(tx, { sessionId: id, speakerId }, change.now)) === 0) {
    throw notFound('speaker on this session');
  }
}

/** Locks the event and then the session, whose speakers are part of it. @throws DomainError 404, 403, 409 or 412 */
async function lockEditableSessionForUpdate(tx: Tx, id: string, change: Change): Promise<SessionRow> {
  await lockEventForUpdate(tx, { sessionId: id });
  const session = await lockSessionForUpdate(tx, id);
  requireVisibleSession(session, change.caller);
  requireEditable(session, change);
  change.requireIfMatch(toSessionView(session, change));
  return session;
}

/** Raises the version of a locked session and publishes who is on it now. */
export async function speakersChanged(tx: Tx, id: string, now: Date): Promise<SessionRow> {
  const session = await findSession(tx, id);
  if (!session) throw notFound('session');
  const next = nextVersion(session, now);
  await tx.session.update({ where: { id }, data: next });
  const changed = { ...session, ...next };
  await publishSession(tx, sessionSpeakersChanged, changed);
  return changed;
}
