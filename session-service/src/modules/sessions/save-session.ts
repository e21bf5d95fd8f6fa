import { type Statement, statement } from '@ems/chassis/database';
import type { Session } from '../../generated/prisma/client';

type NewRow = Omit<Session, 'version' | 'createdAt' | 'updatedAt'>;

/** A new session with the first entry of its history. Its rows say when it was made. */
export const insertSession = (session: NewRow): Statement => statement`
  WITH made AS (
    INSERT INTO sessions (id, event_id, title, subtitle, abstract, description, type, type_name, level, languages, links,
      attachments, do_not_record, license, logo_url, source_url, external_id, duration_minutes, expected_audience, track_id,
      tags, status, submitter_id)
    VALUES (${session.id}::uuid, ${session.eventId}::uuid, ${session.title}, ${session.subtitle}, ${session.abstract},
      ${session.description}, ${session.type}::"SessionType", ${session.typeName}, ${session.level}::"SessionLevel",
      ${session.languages}, ${JSON.stringify(session.links)}::jsonb, ${JSON.stringify(session.attachments)}::jsonb,
      ${session.doNotRecord}, ${session.license}, ${session.logoUrl}, ${session.sourceUrl}, ${session.externalId},
      ${session.durationMinutes}, ${session.expectedAudience}, ${session.trackId}::uuid, ${session.tags},
      ${session.status}::"SessionStatus", ${session.submitterId}::uuid)
    RETURNING id, status, submitter_id, created_at, updated_at),
  history AS (
    INSERT INTO session_history (session_id, actor_id, action, to_status)
    SELECT id, submitter_id, 'create', status FROM made)
  SELECT created_at AS "createdAt", updated_at AS "updatedAt" FROM made`;

/** A session's next version: all that a change of it may set. */
export const updateSession = (session: Session): Statement => statement`
  UPDATE sessions SET title = ${session.title}, subtitle = ${session.subtitle}, abstract = ${session.abstract},
    description = ${session.description}, type = ${session.type}::"SessionType", type_name = ${session.typeName},
    level = ${session.level}::"SessionLevel", languages = ${session.languages},
    links = ${JSON.stringify(session.links)}::jsonb, attachments = ${JSON.stringify(session.attachments)}::jsonb,
    do_not_record = ${session.doNotRecord}, license = ${session.license}, logo_url = ${session.logoUrl},
    source_url = ${session.sourceUrl}, external_id = ${session.externalId}, duration_minutes = ${session.durationMinutes}, expected_audience = ${session.expectedAudience},
    track_id = ${session.trackId}::uuid, tags = ${session.tags}, version = ${session.version},
    updated_at = ${session.updatedAt}, announced_version = ${session.announcedVersion},
    announced_updated_at = ${session.announcedUpdatedAt}
  WHERE id = ${session.id}::uuid`;
