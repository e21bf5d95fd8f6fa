import { allInOrder, fromJson, type Sql, type SqlTransaction, suitsAll } from '@ems/chassis/database';
import type { Link } from '@ems/contracts';
import { Prisma } from '../../generated/prisma/client';

/** A session with all that its representation and the rights on it depend on. */
const sessionRelations = {
  event: true,
  speakers: { include: { speaker: true }, orderBy: [{ position: 'asc' }, { speakerId: 'asc' }] },
  offers: {
    where: { status: 'pending' },
    include: { speaker: { select: { name: true } } },
    orderBy: [{ position: 'asc' }, { speakerId: 'asc' }],
  },
  slots: { orderBy: [{ startsAt: 'asc' }, { number: 'asc' }] },
  released: {
    select: { session: true, speakerIds: true, slots: { orderBy: [{ startsAt: 'asc' }, { number: 'asc' }] } },
  },
} as const satisfies Prisma.SessionInclude;

type Stored = Prisma.SessionGetPayload<{ include: typeof sessionRelations }>;

/** Its links were parsed on their way in. */
export type SessionRow = Omit<Stored, 'links' | 'attachments' | 'speakers'> & {
  links: Link[];
  attachments: Link[];
  /** With where the event's team reaches them. */
  speakers: (Stored['speakers'][number] & { email?: string | null })[];
};

type Json = Record<string, unknown>;

type LoadedSession = Omit<SessionRow, 'event' | 'speakers' | 'offers' | 'slots' | 'released'> & {
  event: Json;
  speakers: (Json & { speaker: Json })[];
  offers: (Json & { speaker: Json })[];
  slots: Json[];
  released: { session: Prisma.JsonValue; speakerIds: string[]; slots: Json[] } | null;
};

/** In one statement. @param condition of those that are wanted; one plan suits all its values */
async function loadSessions(sql: Sql, condition: Prisma.Sql): Promise<SessionRow[]> {
  const loaded = await sql.$queryRaw<LoadedSession[]>`
    SELECT s.id::text, s.event_id::text AS "eventId", s.title, s.subtitle, s.abstract, s.description, s.type::text,
      s.type_name AS "typeName", s.level::text, s.languages, s.links, s.attachments, s.do_not_record AS "doNotRecord",
      s.license, s.logo_url AS "logoUrl", s.source_url AS "sourceUrl", s.external_id AS "externalId", s.duration_minutes AS "durationMinutes", s.expected_audience AS "expectedAudience",
      s.track_id::text AS "trackId", s.tags, s.status::text, s.announced_status::text AS "announcedStatus",
      s.announced_version AS "announcedVersion", s.announced_updated_at AS "announcedUpdatedAt",
      s.decision_message AS "decisionMessage", s.submitter_id::text AS "submitterId", s.version,
      s.created_at AS "createdAt", s.updated_at AS "updatedAt",
      (SELECT to_jsonb(e) FROM event_replicas e WHERE e.id = s.event_id) AS event,
      (SELECT coalesce(jsonb_agg(to_jsonb(p) || jsonb_build_object('speaker', to_jsonb(r), 'email',
          (SELECT c.email FROM contact_replicas c WHERE c.event_id = s.event_id AND c.speaker_id = p.speaker_id)) ORDER BY p.position, p.speaker_id), '[]')
        FROM session_speakers p JOIN speaker_replicas r ON r.id = p.speaker_id WHERE p.session_id = s.id) AS speakers,
      (SELECT coalesce(jsonb_agg(to_jsonb(o) || jsonb_build_object('speaker', jsonb_build_object('name', r.name))
          ORDER BY o.position, o.speaker_id), '[]')
        FROM offers o JOIN speaker_replicas r ON r.id = o.speaker_id
        WHERE o.session_id = s.id AND o.status = 'pending') AS offers,
      (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.starts_at, t.number), '[]')
        FROM slots t WHERE t.session_id = s.id) AS slots,
      (SELECT jsonb_build_object('session', r.session, 'speakerIds', to_jsonb(r.speaker_ids), 'slots',
          (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.starts_at, t.number), '[]')
            FROM released_slots t WHERE t.session_id = r.id))
        FROM released_sessions r WHERE r.id = s.id) AS released
    FROM sessions s WHERE ${suitsAll(condition)}`;
  return loaded.map(toSessionRow);
}

/** In one statement. @returns those that are there, in the order of the ids */
export async function findSessions(sql: Sql, ids: readonly string[]): Promise<SessionRow[]> {
  const sessions = await loadSessions(sql, Prisma.sql`s.id = ANY (${[...ids]}::uuid[])`);
  const byId = new Map(sessions.map(session => [session.id, session]));
  return ids.flatMap(id => byId.get(id) ?? []);
}

/** {@link findSessions}, of one: as a list of unknown length it would be planned anew each time, which takes longer than to run it. */
export async function findSession(sql: Sql, id: string): Promise<SessionRow | null> {
  const [session = null] = await loadSessions(sql, Prisma.sql`s.id = ${id}::uuid`);
  return session;
}

function toSessionRow(loaded: LoadedSession): SessionRow {
  const { event, speakers, offers, slots, released } = loaded;
  return {
    ...loaded,
    event: fromJson(event),
    speakers: speakers.map(({ speaker, ...link }) => ({ ...fromJson(link), speaker: fromJson(speaker) })),
    offers: offers.map(({ speaker, ...offer }) => ({ ...fromJson(offer), speaker: fromJson(speaker) })),
    slots: slots.map(slot => fromJson(slot)),
    released: released && { ...released, slots: released.slots.map(slot => fromJson(slot)) },
  };
}

/**
 * Locks the session until the transaction ends, FOR UPDATE: of its status and its existence others depend by foreign keys.
 */
export async function lockSessionForUpdate(sql: Sql, id: string): Promise<SessionRow | null> {
  await sql.$queryRaw`SELECT 1 FROM sessions WHERE id = ${id}::uuid FOR UPDATE`;
  return findSession(sql, id);
}

/** Locks the session until the transaction ends for a change of what nobody refers to (FOR NO KEY UPDATE), in one round trip. */
export async function lockSessionForChange(sql: SqlTransaction, id: string): Promise<SessionRow | null> {
  const [, session] = await allInOrder([
    sql.$queryRaw`SELECT 1 FROM sessions WHERE id = ${id}::uuid FOR NO KEY UPDATE`,
    findSession(sql, id),
  ]);
  return session;
}
