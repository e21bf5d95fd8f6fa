import { nameKey } from '../model/fold.ts';
import type { ScheduleFile } from '../model/schedule-file.ts';
import { FieldCleaner, limits } from './fields.ts';
import type { Findings } from './findings.ts';
import { noRoom, type PlannedRoom, type PlannedSession, type PlannedTrack } from './plan.ts';
import { optional } from './plan-event.ts';

/** The rooms of the file in its order, each once: names that the system takes for the same are of one. */
export function planRooms(file: ScheduleFile, sessions: PlannedSession[], findings: Findings): PlannedRoom[] {
  const named = [...file.rooms, ...sessions.flatMap(({ slots }) => slots.map(({ room }) => ({ name: room })))];
  return [...byName(named, 'room', limits.room, findings)].map(([name, same], position) => {
    const cleaner = new FieldCleaner(findings, `room ${name}`);
    const capacity = same.map(room => room.capacity).find(one => one !== undefined);
    const isCapacity = capacity !== undefined && Number.isInteger(capacity) && capacity > 0;
    // Zero is how tools write that they do not know it.
    if (capacity && !isCapacity) findings.drop(`room ${name}`, 'capacity', String(capacity), 'no number of seats');
    return {
      name,
      position,
      ...(name === noRoom && { parallel: true as const }),
      ...optional('capacity', isCapacity ? capacity : undefined),
      ...optional(
        'description',
        cleaner.block('description', same.map(room => room.description).find(Boolean), limits.roomDescription),
      ),
    };
  });
}

export function planTracks(file: ScheduleFile, sessions: PlannedSession[], findings: Findings): PlannedTrack[] {
  const named = [...file.tracks, ...sessions.flatMap(({ track }) => (track ? [{ name: track }] : []))];
  return [...byName(named, 'track', limits.track, findings)].map(([name, same], position) => {
    const cleaner = new FieldCleaner(findings, `track ${name}`);
    return {
      name,
      position,
      ...optional('color', same.map(({ color }) => cleaner.color('color', color)).find(Boolean)),
    };
  });
}

interface Named {
  name: string;
  color?: string | undefined;
  capacity?: number | undefined;
  description?: string | undefined;
}

/** By the first spelling of each name; one that is too long is refused. */
function byName(items: Named[], noun: 'room' | 'track', max: number, findings: Findings): Map<string, Named[]> {
  const byKey = new Map<string, { name: string; same: Named[] }>();
  for (const item of items) {
    const key = nameKey(item.name);
    const known = byKey.get(key);
    if (known) {
      if (known.name !== item.name)
        findings.note(`“${item.name}” and “${known.name}” are one ${noun}, as names are compared.`);
      known.same.push(item);
      continue;
    }
    const name = new FieldCleaner(findings, `${noun} ${item.name}`).required('name', item.name, max);
    if (name === undefined)
      findings.refuse(`${noun}s`, item.name, `${noun}.name`, `The name is longer than ${max} characters.`);
    else if (key !== '') byKey.set(key, { name: name.replace(/\s+/g, ' '), same: [item] });
  }
  return new Map([...byKey.values()].map(({ name, same }) => [name, same]));
}
