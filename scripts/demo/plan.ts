import { planEvent } from './plan-event.ts';
import { type NewSession, planSession, trackOf } from './plan-sessions.ts';
import { type NewSpeaker, planSpeakers } from './plan-speakers.ts';
import { type Conference, readEntry, type Schedule } from './schedule-file.ts';

/** What the API is asked for, in the order in which it is. */
export interface Plan {
  event: ReturnType<typeof planEvent>;
  rooms: { name: string; capacity: number | null; position: number }[];
  tracks: { name: string; color: string; position: number }[];
  speakers: NewSpeaker[];
  sessions: NewSession[];
  /** Entries of the file that are none. */
  faults: { entry: string; fault: string }[];
}

/** Translates a c3voc schedule into what an organizer would enter. Decides nothing that the system should refuse. */
export function planOf({ base_url, conference }: Schedule): Plan {
  const found = entriesOf(conference);
  const entries = found.flatMap(({ entry }) => ('fault' in entry ? [] : [entry]));
  const planned = found.map(({ room, entry, name }) => ({
    name,
    planned: 'fault' in entry ? entry : planSession(entry, room),
  }));
  const sessions = planned.flatMap(({ planned }) => ('fault' in planned ? [] : [planned]));
  return {
    event: planEvent(conference, base_url, sessions),
    rooms: planRooms(conference),
    tracks: planTracks(conference, entries.map(trackOf)),
    speakers: planSpeakers(entries),
    sessions,
    faults: planned.flatMap(({ name, planned }) => ('fault' in planned ? [{ entry: name, fault: planned.fault }] : [])),
  };
}

const entriesOf = ({ days }: Conference) =>
  days.flatMap((day, index) =>
    Object.entries(day.rooms).flatMap(([room, entries]) =>
      entries.map((value, at) => ({
        room,
        entry: readEntry(value),
        name: `day ${index + 1}, ${room}, entry ${at + 1}`,
      })),
    ),
  );

function planRooms({ rooms, days }: Conference): Plan['rooms'] {
  const capacities = new Map(rooms?.map(({ name, capacity }) => [name, capacity]));
  const names = new Set([...capacities.keys(), ...days.flatMap(day => Object.keys(day.rooms))]);
  return [...names].map((name, position) => ({ name, capacity: capacities.get(name) ?? null, position }));
}

/** Distinct also for most who see fewer colours (Tableau 10). */
const palette = ['#4e79a7', '#f28e2b', '#59a14f', '#e15759', '#76b7b2', '#edc948', '#b07aa1', '#ff9da7', '#9c755f'];

function planTracks({ tracks }: Conference, used: (string | null)[]): Plan['tracks'] {
  const colors = new Map(tracks?.map(({ name, color }) => [name.trim(), color]));
  const names = new Set([...colors.keys(), ...used.flatMap(name => name ?? [])]);
  return [...names].map((name, position) => ({
    name,
    color: colorOf(colors.get(name)) ?? palette[position % palette.length] ?? '#808080',
    position,
  }));
}

function colorOf(color: string | null | undefined): string | undefined {
  if (!color) return undefined;
  const [, r, g, b] = /^#([\da-f])([\da-f])([\da-f])$/i.exec(color) ?? [];
  return r && g && b ? `#${r}${r}${g}${g}${b}${b}` : color;
}
