import type { NewSession } from './plan-sessions.ts';
import type { Conference } from './schedule-file.ts';

/** Schedule files do not say where a conference takes place. */
const venues: Record<string, { name: string; address: string; city: string; country: string }> = {
  camp2019: { name: 'Ziegeleipark Mildenberg', address: 'Ziegelei 10', city: 'Zehdenick', country: 'DE' },
};

/** @param sessions whose slots the event's dates must hold: the last night runs past midnight */
export function planEvent(conference: Conference, baseUrl: string | null | undefined, sessions: NewSession[]) {
  const { title, acronym, url, time_zone_name, days } = conference;
  const slug = slugOf(acronym || title);
  const instants = [
    ...days.flatMap(({ day_start, day_end }) => [day_start, day_end]).map(time => Date.parse(time ?? '')),
    ...sessions.flatMap(({ slot }) => [slot.startsAt, slot.endsAt]).map(time => Date.parse(time)),
  ].filter(time => !Number.isNaN(time));
  const onlineUrl = [url, baseUrl].find(address => address?.startsWith('https://')) ?? null;
  return {
    slug,
    title: title.trim(),
    startsAt: isoOf(instants.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)),
    endsAt: isoOf(instants.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)),
    timezone: time_zone_name || 'UTC',
    onlineUrl,
    // It is published in the end, for which there must be a place.
    venue: venues[slug] ?? (onlineUrl ? null : { name: title.trim() }),
  };
}

/** Of a schedule without any time there is none, which the system refuses. */
const isoOf = (time: number) => (Number.isFinite(time) ? new Date(time).toISOString() : '');

const slugOf = (name: string) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
