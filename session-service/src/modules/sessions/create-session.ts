import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { conflict } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { sessionCreated } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { isCfpOpen, isOrganizing, requireVisible, shareEvent, teamRole } from '../events';
import type { SpeakerCopy } from '../speakers';
import type { SessionRow } from './queries';
import type { newSessionBody } from './schemas';
import type { State } from './transitions';
import { toSessionState } from './view';

type NewSession = z.infer<typeof newSessionBody>;

/** @throws DomainError 404, or 409 `session.cfp-closed` for who is not of the team */
export async function createSession(
  tx: Tx,
  { submit, speakerIds, ...fields }: NewSession,
  speakers: readonly SpeakerCopy[],
  caller: Caller,
): Promise<SessionRow> {
  const event = await shareEvent(tx, fields.eventId);
  requireVisible(event, caller);
  const isTeam = isOrganizing(teamRole(event, caller));
  if (!isTeam && !isCfpOpen(event, new Date())) {
    throw conflict('session.cfp-closed', 'The call for papers is not open.');
  }
  const state = firstState(fields.type, isTeam, submit);
  const session = await tx.session.create({ data: { id: newId(), ...fields, state, submitterId: caller.userId } });
  const links = speakerIds.map((speakerId, position) => ({
    sessionId: session.id,
    speakerId,
    role: 'speaker' as const,
    position,
  }));
  if (links.length > 0) await tx.sessionSpeaker.createMany({ data: links });
  await tx.sessionHistory.create({
    data: { sessionId: session.id, actorId: caller.userId, action: 'create', toState: state },
  });
  const byId = new Map(speakers.map(speaker => [speaker.id, speaker]));
  const withSpeakers = links.flatMap(link => {
    const speaker = byId.get(link.speakerId);
    return speaker ? [{ ...link, speaker }] : [];
  });
  const row: SessionRow = { ...session, event, speakers: withSpeakers, slots: [] };
  await record(tx, sessionCreated, row.id, row.version, toSessionState(row));
  return row;
}

/** Breaks and the like are nobody's proposal: when the team makes one, it stands. */
function firstState(type: NewSession['type'], isTeam: boolean, submit: boolean): State {
  if (isTeam && (type === 'break' || type === 'other')) return 'confirmed';
  return submit ? 'submitted' : 'draft';
}
