import type { ConflictRule } from '@ems/contracts';
import { Prisma } from '../../generated/prisma/client';
import type { Settings } from './settings';

/** What is in conflict; `since` is the last change of what makes it so. */
export interface Finding {
  rule: ConflictRule;
  slotId: string | null;
  otherSlotId: string | null;
  sessionId: string | null;
  speakerId: string | null;
  roomId: string | null;
  since: Date;
}

type Party = 'slot' | 'otherSlot' | 'session' | 'speaker' | 'room';

/** The columns of {@link Finding}; every SELECT of a union names them all. */
const finding = (parties: Partial<Record<Party, Prisma.Sql>>, since: Prisma.Sql) => {
  const { slot, otherSlot, session, speaker, room } = parties;
  const or = (column: Prisma.Sql | undefined) => (column ? Prisma.sql`${column}::uuid` : Prisma.sql`NULL::uuid`);
  return Prisma.sql`${or(slot)} AS slot_id, ${or(otherSlot)} AS other_slot_id, ${or(session)} AS session_id,
    ${or(speaker)} AS speaker_id, ${or(room)} AS room_id, ${since} AS since`;
};

const slot = Prisma.sql`s.id`;
const room = Prisma.sql`s.room_id`;
const during = Prisma.sql`tstzrange(s.starts_at, s.ends_at, '[)')`;
const lastTransition = (session: Prisma.Sql) =>
  Prisma.sql`(SELECT max(h.at) FROM session_history h WHERE h.session_id = ${session})`;

/** Slots that last less, or more, than their session is to last. */
const otherwiseLong = (ofEvent: Prisma.Sql, than: '<' | '>') => Prisma.sql`
  SELECT ${finding({ slot, session: Prisma.sql`n.id` }, Prisma.sql`greatest(s.updated_at, n.updated_at)`)}
  FROM slots s JOIN sessions n ON n.id = s.session_id
  WHERE ${ofEvent} AND s.ends_at - s.starts_at ${Prisma.raw(than)} make_interval(mins => n.duration_minutes)`;

/** One query per rule, of the slots and sessions of one event that break it. */
export const rulesAsSql = ({ eventId, speakerBufferMinutes }: Settings): Record<ConflictRule, Prisma.Sql> => {
  const ofEvent = Prisma.sql`s.event_id = ${eventId}::uuid`;
  return {
    'speaker-unavailable': Prisma.sql`
      SELECT ${finding({ slot, speaker: Prisma.sql`p.speaker_id` }, Prisma.sql`greatest(s.updated_at, a.changed_at)`)}
      FROM slots s JOIN slot_speakers p ON p.slot_id = s.id
      JOIN availability_replicas a ON a.event_id = s.event_id AND a.speaker_id = p.speaker_id
      WHERE ${ofEvent} AND p.binding AND NOT isempty(a.intervals) AND NOT a.intervals @> ${during}`,
    'speaker-buffer': Prisma.sql`
      SELECT ${finding(
        { slot, otherSlot: Prisma.sql`o.id`, speaker: Prisma.sql`p.speaker_id` },
        Prisma.sql`greatest(s.updated_at, o.updated_at)`,
      )}
      FROM slots s JOIN slot_speakers p ON p.slot_id = s.id
      JOIN slot_speakers q ON q.speaker_id = p.speaker_id AND q.binding AND q.starts_at >= p.ends_at
        AND q.starts_at < p.ends_at + make_interval(mins => ${speakerBufferMinutes}::int)
      JOIN slots o ON o.id = q.slot_id AND o.event_id = s.event_id AND o.room_id <> s.room_id
      WHERE ${ofEvent} AND p.binding`,
    'room-too-small': Prisma.sql`
      SELECT ${finding({ slot, room }, Prisma.sql`greatest(s.updated_at, n.updated_at, r.updated_at)`)}
      FROM slots s JOIN sessions n ON n.id = s.session_id JOIN rooms r ON r.id = s.room_id
      WHERE ${ofEvent} AND n.expected_audience > r.capacity`,
    'outside-room-hours': Prisma.sql`
      SELECT ${finding({ slot, room }, Prisma.sql`greatest(s.updated_at, r.updated_at)`)}
      FROM slots s JOIN rooms r ON r.id = s.room_id
      WHERE ${ofEvent} AND NOT isempty(r.hours) AND NOT r.hours @> ${during}`,
    'outside-event': Prisma.sql`
      SELECT ${finding({ slot }, Prisma.sql`greatest(s.updated_at, e.changed_at)`)}
      FROM slots s JOIN event_replicas e ON e.id = s.event_id
      WHERE ${ofEvent} AND (s.starts_at < e.starts_at OR s.ends_at > e.ends_at)`,
    'slot-too-short': otherwiseLong(ofEvent, '<'),
    'slot-too-long': otherwiseLong(ofEvent, '>'),
    'unconfirmed-scheduled': Prisma.sql`
      SELECT ${finding(
        { slot, session: Prisma.sql`s.session_id` },
        Prisma.sql`greatest(s.created_at, ${lastTransition(Prisma.sql`s.session_id`)})`,
      )}
      FROM slots s WHERE ${ofEvent} AND s.session_status = 'accepted'`,
    'confirmed-unscheduled': Prisma.sql`
      SELECT ${finding({ session: Prisma.sql`s.id` }, lastTransition(Prisma.sql`s.id`))}
      FROM sessions s WHERE ${ofEvent} AND s.status = 'confirmed'
        AND NOT EXISTS (SELECT 1 FROM slots t WHERE t.session_id = s.id)`,
    'released-but-gone': Prisma.sql`
      SELECT ${finding({ session: Prisma.sql`s.id` }, lastTransition(Prisma.sql`s.id`))}
      FROM sessions s JOIN released_sessions p ON p.id = s.id
      WHERE ${ofEvent} AND s.status NOT IN ('accepted', 'confirmed')`,
  };
};
