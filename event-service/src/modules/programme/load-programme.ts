import type { Room, Session, Slot, Speaker, Track } from '../../grpc';
import type { EventDatabase } from '../../shared/database';
import { keepCopy, readCopy } from './copies';
import { type DegradedPart, orAbsent, type Peers } from './parts';

/** Everything of which a schedule is made. */
export interface Programme {
  rooms: Room[];
  tracks: Track[];
  slots: Slot[];
  sessions: Session[];
  /** Undefined while speaker-service is away and no copy is here. */
  speakers: ReadonlyMap<string, Speaker> | undefined;
  degraded: DegradedPart[];
}

export interface ProgrammeOf {
  id: string;
  status: string;
}

export interface ProgrammeParts {
  database: EventDatabase;
  peers: Peers;
}

/**
 * Asks both owners once each, whatever the size. Where one does not answer, what it said last stands in, and is marked.
 * @param revision the count of changes before the owners were asked
 * @throws DomainError 503 while session-service is away and no copy is here: a programme without sessions would be a lie
 */
export async function loadProgramme(
  event: ProgrammeOf,
  revision: bigint,
  { database, peers }: ProgrammeParts,
): Promise<Programme> {
  const asked = peers.sessions.programmeOf(event.id);
  const programme = await orAbsent(asked);
  if (!programme) {
    const copy = await readCopy(database.read, event.id);
    if (!copy) throw await asked.catch(error => error);
    const stale = (part: DegradedPart['part']) => ({ part, reason: 'unavailable' as const, asOf: copy.asOf });
    return { ...copy.content, degraded: [stale('sessions'), stale('speakers')] };
  }
  const speakers = await orAbsent(peers.speakers.speakersById(speakerIdsOf(programme.sessions)));
  if (!speakers) {
    const copy = await readCopy(database.read, event.id);
    const asOf = copy && { asOf: copy.asOf };
    return {
      ...programme,
      speakers: copy?.content.speakers,
      degraded: [{ part: 'speakers', reason: 'unavailable', ...asOf }],
    };
  }
  await keepCopy(database, event, revision, { ...programme, speakers });
  return { ...programme, speakers, degraded: [] };
}

export const speakerIdsOf = (sessions: readonly Session[]): string[] => [
  ...new Set(sessions.flatMap(session => session.speakers.map(({ speakerId }) => speakerId))),
];
