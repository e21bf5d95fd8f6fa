import type { Room, Session, Slot, Speaker, Track } from '../../grpc';
import { type DegradedPart, orAbsent, type Peers } from './parts';

/** Everything of which a schedule is made. */
export interface Programme {
  rooms: Room[];
  tracks: Track[];
  slots: Slot[];
  sessions: Session[];
  /** Undefined while speaker-service is away. */
  speakers: ReadonlyMap<string, Speaker> | undefined;
  degraded: DegradedPart[];
}

/**
 * Asks both owners once each, whatever the size.
 * @throws DomainError 503 while session-service is away: a programme without sessions would be a lie
 */
export async function loadProgramme(eventId: string, peers: Peers): Promise<Programme> {
  const programme = await peers.sessions.programmeOf(eventId);
  const speakers = await orAbsent(peers.speakers.speakersById(speakerIdsOf(programme.sessions)));
  return { ...programme, speakers, degraded: speakers ? [] : [{ part: 'speakers', reason: 'unavailable' }] };
}

export const speakerIdsOf = (sessions: readonly Session[]): string[] => [
  ...new Set(sessions.flatMap(session => session.speakers.map(({ speakerId }) => speakerId))),
];
