import { nameKey } from '../model/fold.ts';
import type { ScheduleFile } from '../model/schedule-file.ts';
import { refuseDoubleBookings } from './double-bookings.ts';
import { Findings } from './findings.ts';
import { type Alias, groupEntries } from './group-entries.ts';
import { placeEntries } from './place-entries.ts';
import { noRoom, type Plan } from './plan.ts';
import { planEvent } from './plan-event.ts';
import { planRooms, planTracks } from './plan-rooms.ts';
import { planSession } from './plan-sessions.ts';
import { planSpeakers } from './plan-speakers.ts';

export interface PlanOptions {
  slug: string | undefined;
  timezone: string | undefined;
  fileName: string;
  /** What is known of the event already. */
  known?: { timezone: string; aliasOf: Alias; parallelRooms: ReadonlySet<string> } | undefined;
}

/** What the event is to have, and what of the file it cannot have. @throws RefusedFileError */
export function makePlan(file: ScheduleFile, { slug, timezone, fileName, known }: PlanOptions): Plan {
  const findings = new Findings();
  for (const [name, times] of file.unplaced) findings.unplaced.set(name, times);
  const live = file.entries.filter(({ isCancelled }) => !isCancelled);
  if (live.length < file.entries.length)
    findings.note(
      `${file.entries.length - live.length} entries are cancelled or not confirmed in the file, and left out.`,
    );
  const { zone, placed } = placeEntries(
    { ...file, entries: live },
    { timezone, knownTimezone: known?.timezone },
    findings,
  );
  const { event, held } = planEvent(file, placed, { slug, timezone: zone, fileName }, findings);
  const usedIds = new Set<string>();
  const sessions = groupEntries(held, known?.aliasOf ?? (() => undefined), findings).flatMap(
    group => planSession(group, usedIds, findings) ?? [],
  );
  const speakers = planSpeakers(
    held.flatMap(({ entry }) => entry.persons ?? []),
    findings,
  );
  const rooms = planRooms(file, sessions, findings);
  const tracks = planTracks(file, sessions, findings);
  dropWithoutRoom(sessions, new Set(rooms.map(({ name }) => nameKey(name))), findings);
  const names = new Map(speakers.map(({ key, body }) => [key, body.name]));
  refuseDoubleBookings(
    sessions,
    {
      isParallel: room => room === noRoom || (known?.parallelRooms.has(nameKey(room)) ?? false),
      nameOf: key => names.get(key) ?? 'somebody',
      timezone: zone,
    },
    findings,
  );
  return { event, rooms, tracks, speakers, sessions, findings };
}

function dropWithoutRoom(sessions: Plan['sessions'], rooms: Set<string>, findings: Findings): void {
  for (const session of sessions)
    session.slots = session.slots.filter(slot => {
      const isThere = rooms.has(nameKey(slot.room));
      if (!isThere) {
        session.hasAllSlots = false;
        findings.refuse('slots', slot.label, 'entry.room', 'Its room was refused.');
      }
      return isThere;
    });
}
