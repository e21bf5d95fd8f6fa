import { countRows } from '@ems/chassis/database';
import type { ReleasedSlot } from '@ems/contracts';
import { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';

type Slot = Omit<ReleasedSlot, 'room'> & { room: { id: string; name: string | null } };

export interface Appearance {
  id: string;
  eventId: string;
  title: string;
  status: string;
  /** Null where no message has told them yet. */
  slots: Slot[] | null;
}

interface AppearanceFilter {
  speakerId: string;
  /** Also what is not public: proposals, and sessions of drafts. */
  all: boolean;
  /** What was decided of proposals, whether it is announced or not. */
  held: boolean;
  eventId?: string | undefined;
}

/** As instants leave the service. */
const iso = (at: Prisma.Sql) => Prisma.sql`to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The slots of a session `s` of an event `e`, as JSON. */
const slotsNow = Prisma.sql`CASE WHEN coalesce(e.slots_known, true) THEN (
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'startsAt', ${iso(Prisma.sql`t.starts_at`)},
    'endsAt', ${iso(Prisma.sql`t.ends_at`)}, 'room', jsonb_build_object('id', t.room_id, 'name', r.name))
    ORDER BY t.starts_at, t.id), '[]')
  FROM slot_replicas t LEFT JOIN room_replicas r ON r.id = t.room_id WHERE t.session_id = s.id AND NOT t.deleted) END`;

/** Whether a decision on a session `s` is held: its people know of none of its slots. */
const isHeld = Prisma.sql`coalesce(s.announced_status <> s.status, false)`;

/** What is public of an event is what it has released; without a release, what is confirmed. */
const appearances = ({ speakerId, all, held, eventId }: AppearanceFilter): Prisma.Sql => Prisma.sql`
  SELECT * FROM (
    SELECT s.id, s.event_id, s.title, CASE WHEN ${held} THEN s.status ELSE coalesce(s.announced_status, s.status) END AS status,
      CASE WHEN ${isHeld} AND NOT ${held} THEN '[]' ELSE ${slotsNow} END AS slots
    FROM session_replicas s LEFT JOIN event_replicas e ON e.id = s.event_id
    WHERE NOT s.deleted AND s.speaker_ids @> ARRAY[${speakerId}::uuid] AND (${all} OR (s.status = 'confirmed' AND e.public
      AND NOT EXISTS (SELECT FROM release_replicas WHERE event_id = s.event_id)))
    UNION ALL
    SELECT r.id, r.event_id, r.title, 'confirmed', r.slots
    FROM released_sessions r JOIN event_replicas e ON e.id = r.event_id AND e.public
    WHERE NOT ${all} AND r.speaker_ids @> ARRAY[${speakerId}::uuid] AND NOT EXISTS (
      SELECT FROM session_replicas w WHERE w.id = r.id
        AND (w.deleted OR coalesce(w.announced_status, w.status) NOT IN ('accepted', 'confirmed')))) s
  WHERE (${eventId ?? null}::uuid IS NULL OR s.event_id = ${eventId ?? null}::uuid)`;

/**
 * The sessions that a speaker is on, in the order of creation, as far as session- and event-service have published them.
 * @param after the id of the last one seen
 */
export function listAppearances(
  db: Db | Tx,
  filter: AppearanceFilter,
  limit: number,
  after: string | null = null,
): Promise<Appearance[]> {
  return db.$queryRaw<Appearance[]>`
    SELECT id, event_id AS "eventId", title, status, slots FROM (${appearances(filter)}) found
    WHERE ${after}::uuid IS NULL OR id > ${after}::uuid ORDER BY id LIMIT ${limit}`;
}

/** How many there are, counted to `most`. */
export const countAppearances = (db: Db, filter: AppearanceFilter, most: number): Promise<number> =>
  countRows(db, Prisma.sql`SELECT FROM (${appearances(filter)}) matching`, most);

/** Whether everybody may see that the speaker gives a session. */
export async function hasPublicAppearance(tx: Tx, speakerId: string): Promise<boolean> {
  return (await listAppearances(tx, { speakerId, all: false, held: false }, 1)).length > 0;
}
