import type { Db } from '../../shared/database';

export interface Appearance {
  id: string;
  eventId: string;
  title: string;
  state: string;
}

interface Wanted {
  speakerId: string;
  /** Also what is not public: proposals, and sessions of drafts. */
  all: boolean;
  eventId?: string | undefined;
  /** The last one seen. */
  after?: string | undefined;
  limit: number;
}

/** The sessions that a speaker is on, in the order of their making, as far as session-service and event-service have told. */
export function listAppearances(db: Db, wanted: Wanted): Promise<Appearance[]> {
  const { speakerId, all, eventId = null, after = null, limit } = wanted;
  return db.$queryRaw<Appearance[]>`
    SELECT s.id, s.event_id AS "eventId", s.title, s.state
      FROM session_copies s LEFT JOIN event_copies e ON e.id = s.event_id
      WHERE NOT s.deleted AND s.speaker_ids @> ARRAY[${speakerId}::uuid]
        AND (${all} OR (s.state = 'confirmed' AND e.public))
        AND (${eventId}::uuid IS NULL OR s.event_id = ${eventId}::uuid)
        AND (${after}::uuid IS NULL OR s.id > ${after}::uuid)
      ORDER BY s.id LIMIT ${limit}`;
}
