import type { Paths } from '@ems/client/src';
import { keyOf } from './plan-speakers.ts';
import type { Entry } from './schedule-file.ts';

type CreateSession = NonNullable<Paths['/sessions']['post']['requestBody']>['content']['application/json'];
type SessionType = NonNullable<CreateSession['type']>;

export interface NewSession {
  /** As people find it in the file. */
  name: string;
  room: string;
  track: string | null;
  /** Keys of the plan's speakers. */
  speakers: string[];
  slot: { startsAt: string; endsAt: string };
  body: {
    title: string;
    subtitle: string;
    abstract: string;
    description: string;
    type: SessionType;
    durationMinutes: number;
    languages?: string[];
    links: { label: string; url: string }[];
  };
}

export function planSession(entry: Entry, room: string): NewSession | { fault: string } {
  const startsAt = new Date(entry.date);
  const durationMinutes = minutesOf(entry.duration);
  if (Number.isNaN(startsAt.getTime()) || !/[Z+-]/.test(entry.date.slice(10))) return { fault: `date: ${entry.date}` };
  if (durationMinutes === undefined) return { fault: `duration: ${entry.duration}` };
  return {
    name: `${entry.id ?? entry.guid ?? ''} “${entry.title}” (${room}, ${entry.date})`.trim(),
    room,
    track: trackOf(entry),
    speakers: [...new Set(entry.persons?.map(keyOf))],
    slot: {
      startsAt: startsAt.toISOString(),
      endsAt: new Date(startsAt.getTime() + durationMinutes * 60_000).toISOString(),
    },
    body: {
      title: entry.title.trim().normalize('NFC'),
      subtitle: entry.subtitle?.trim() ?? '',
      abstract: entry.abstract?.trim() ?? '',
      description: entry.description?.trim() ?? '',
      type: typeOf(entry.type),
      durationMinutes,
      ...(entry.language && { languages: entry.language.split(',') }),
      links: entry.links?.flatMap(({ url, title }) => (url ? [{ label: title?.trim() || url, url }] : [])) ?? [],
    },
  };
}

export const trackOf = ({ track }: Entry): string | null => track?.trim() || null;

function minutesOf(duration: string): number | undefined {
  const [, hours, minutes] = /^(\d+):([0-5]\d)$/.exec(duration) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

const types: [RegExp, SessionType][] = [
  [/keynote/i, 'keynote'],
  [/lightning/i, 'lightning'],
  [/workshop|tutorial|hands.on|training/i, 'workshop'],
  [/panel|podium|discussion|diskussion/i, 'panel'],
  [/break|pause|lunch|coffee/i, 'break'],
  [/^$|talk|lecture|vortrag|presentation|paper/i, 'talk'],
];

/** What is none of these (a performance, a party, a film) is nobody's proposal and needs no confirmation. */
const typeOf = (type: string | null | undefined): SessionType =>
  types.find(([pattern]) => pattern.test(type ?? ''))?.[1] ?? 'other';
