import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { forbidden, notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { z } from 'zod';
import { publishSuggestion } from '../../messaging/published';
import { plannedEventsOf, resolveEventId } from '../../replicas/events';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { canSuggest, changeSpeaker, findShownSpeaker, lockSpeakerForUpdate, type Speaker } from '../speakers';
import { changes as changesOf, type newSuggestionBody, type Suggestion } from './schemas';

/** For how long it is shown what has become of a suggestion. */
const keptMs = 30 * 86_400_000;

export const tooManySuggestions = () =>
  problem('speaker.too-many-suggestions', 'Twenty suggestions for this profile wait for an answer.');

/**
 * Suggests changes to a person who has claimed their profile.
 * @throws DomainError 404; 403 for who plans no event that it is on; 409 where nobody has claimed it
 */
export async function createSuggestion(
  tx: Tx,
  speakerId: string,
  { caller, now }: Change,
  { changes, note = null, eventId: reference }: z.infer<typeof newSuggestionBody>,
): Promise<Suggestion> {
  await lockSpeakerForUpdate(tx, speakerId);
  const speaker = await findShownSpeaker(tx, { id: speakerId }, caller);
  if (!speaker) throw notFound('speaker');
  const planned = await plannedEventsOf(tx, speakerId, caller.userId);
  const eventId = reference === undefined ? planned[0] : await resolveEventId(tx, reference);
  if (eventId === undefined || !planned.includes(eventId))
    throw forbidden('Only the team of an event that the person speaks at may suggest changes.');
  if (speaker.userId === null) throw problem('speaker.not-claimed', 'Nobody has claimed the profile.');
  if (!canSuggest(caller, speaker, speaker)) throw forbidden('The profile is your own: change it.');
  await tx.suggestion.deleteMany({ where: { decidedAt: { lt: new Date(now.getTime() - keptMs) } } });
  const suggestion = await tx.suggestion.create({
    data: { id: newId(), speakerId, eventId, suggestedBy: caller.userId, changes, note, createdAt: now },
  });
  const { id } = suggestion;
  await publishSuggestion(tx, { id, speakerId, eventId, userId: speaker.userId, suggestedBy: caller.userId });
  return suggestion;
}

interface SuggestionId {
  id: string;
  suggestionId: string;
}

/**
 * The person has the profile changed as was suggested.
 * @throws DomainError 404, 403, 412, 409 where they have answered before, or 400 when the result would be no profile
 */
export async function acceptSuggestion(tx: Tx, ids: SuggestionId, change: Change): Promise<void> {
  const { changes } = await decide(tx, ids, change, 'accepted');
  await changeSpeaker(tx, ids.id, change, changesOf.parse(changes));
}

/** @throws DomainError 404, 403, 409 where the person has answered before */
export const declineSuggestion = (tx: Tx, ids: SuggestionId, change: Change): Promise<Suggestion> =>
  decide(tx, ids, change, 'declined');

async function decide(
  tx: Tx,
  { id: speakerId, suggestionId: id }: SuggestionId,
  { caller, now }: Change,
  status: 'accepted' | 'declined',
): Promise<Suggestion> {
  const speaker = await lockSpeakerForUpdate(tx, speakerId);
  if (!speaker) throw notFound('speaker');
  requirePerson(speaker, caller);
  const suggestion = await tx.suggestion.findFirst({ where: { id, speakerId } });
  if (!suggestion) throw notFound('suggestion');
  if (suggestion.status !== 'open') throw problem('suggestion.decided', `It was ${suggestion.status} before.`);
  return tx.suggestion.update({ where: { id }, data: { status, decidedAt: now } });
}

function requirePerson(speaker: Speaker, caller: Caller): void {
  if (speaker.userId !== caller.userId) throw forbidden('Only the person whose profile it is may answer.');
}
