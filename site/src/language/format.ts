import { formatTag } from './index.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** To make one takes longer than to use it a thousand times. */
function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${formatTag()} ${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(formatTag(), { ...options, timeZone: zone });
  formats.set(key, known);
  return known;
}

const day: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
const shortDay: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const dates: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric' };

type Instant = string | number;

export const formatTime = (at: Instant, zone: string): string => formatOf(zone, time).format(new Date(at));
export const formatDay = (at: Instant, zone: string): string => formatOf(zone, day).format(new Date(at));
export const formatShortDay = (at: Instant, zone: string): string => formatOf(zone, shortDay).format(new Date(at));
export const formatDates = (from: Instant, to: Instant, zone: string): string =>
  formatOf(zone, dates).formatRange(new Date(from), new Date(new Date(to).getTime() - 1));
/** A day with its times, or the days from the first to the last. */
export const formatSpan = (from: Instant, to: Instant, zone: string): string =>
  formatDay(from, zone) === formatDay(new Date(to).getTime() - 1, zone)
    ? `${formatDay(from, zone)}, ${formatTimes(from, to, zone)}`
    : formatDates(from, to, zone);
export const formatTimes = (from: Instant, to: Instant, zone: string): string =>
  `${formatTime(from, zone)}–${formatTime(to, zone)}`;
export const formatMoment = (at: Instant, zone: string): string =>
  formatOf(zone, { ...shortDay, ...time }).format(new Date(at));

/** What a language is called, in the reader's. */
export function nameOfLanguage(code: string): string {
  try {
    return new Intl.DisplayNames([formatTag()], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** What a country is called, where it is a code. */
export function nameOfCountry(country: string): string {
  if (!/^[A-Z]{2}$/.test(country)) return country;
  return new Intl.DisplayNames([formatTag()], { type: 'region' }).of(country) ?? country;
}

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
