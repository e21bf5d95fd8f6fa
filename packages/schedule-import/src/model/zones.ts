import { DateTime, IANAZone } from 'luxon';
import type { FileTime } from './times.ts';

/** Zones that say most of the places where conferences are held, the first that fits is taken. */
const usual = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
  'America/Chicago',
  'America/Denver',
  'Europe/Helsinki',
  'Europe/Istanbul',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
  'Africa/Johannesburg',
  'Asia/Dubai',
];

export interface ZoneChoice {
  zone: string;
  /** What to say about it; absent where the file names it. */
  note?: string;
}

interface Hints {
  /** By whoever imports. */
  wanted: string | undefined;
  /** In the file. */
  named: string | undefined;
  /** Of the event that is there already. */
  known: string | undefined;
  /** Where the file says that it takes place. */
  city: string | undefined;
}

/** The zone of the event: as asked for, as named, or one whose offsets fit all times. Undefined where nothing tells. */
export function chooseZone(times: readonly FileTime[], { wanted, named, known, city }: Hints): ZoneChoice | undefined {
  if (wanted !== undefined) return { zone: wanted, note: `The zone is ${wanted}, as asked for.` };
  if (named !== undefined && isZone(named)) return { zone: named };
  const why = named === undefined ? 'The file names no zone' : `The file names the zone “${named}”, which there is not`;
  if (known !== undefined) return { zone: known, note: `${why}; it is that of the event, ${known}.` };
  const withOffset = distinct(times.filter(time => time.kind === 'instant' && time.offset !== null));
  const ofCity = zoneOfCity(city);
  if (withOffset.length > 0) {
    const fitting = [ofCity, ...usual, 'UTC', ...Intl.supportedValuesOf('timeZone')].find(
      zone => zone !== undefined && withOffset.every(time => fits(time, zone)),
    );
    if (fitting !== undefined)
      return { zone: fitting, note: `${why}; ${fitting} fits the offsets of all its times. --timezone says another.` };
    return mostFitting(withOffset, why);
  }
  if (times.some(({ kind }) => kind === 'local') || times.length === 0) return undefined;
  return { zone: 'UTC', note: `${why}, and all its times are in UTC; so is the event. --timezone says another.` };
}

/** One for all of one instant and offset, and of each offset the first before the others: most zones fit none of it. */
function distinct(times: FileTime[]): FileTime[] {
  const byText = new Map(times.map(time => [JSON.stringify(time), time]));
  const firsts = new Map(
    [...byText.values()].reverse().map(time => [time.kind === 'instant' ? time.offset : null, time]),
  );
  return [...new Set([...firsts.values(), ...byText.values()])];
}

/** Where no zone fits all, the one that fits most. */
function mostFitting(times: readonly FileTime[], why: string): ZoneChoice {
  const count = (zone: string) => times.filter(time => fits(time, zone)).length;
  const [zone = 'UTC'] = usual.toSorted((a, b) => count(b) - count(a));
  return {
    zone,
    note: `${why}, and no zone fits the offsets of all its times; ${zone} fits ${count(zone)} of ${times.length}. --timezone says another.`,
  };
}

export const isZone = (name: string): boolean => IANAZone.isValidZone(name);

/** Whether clocks of this zone had this offset then. */
export function fits(time: FileTime, zone: string): boolean {
  if (time.kind === 'local' || time.offset === null) return true;
  return offsetOf(zone, time.at) === time.offset;
}

const day = 86_400_000;
/** By zone and day: offsets of days on which the clocks are not changed. */
const offsets = new Map<string, number>();

/** In minutes. A schedule has many times of few days, for each of which many zones are asked. */
function offsetOf(name: string, at: number): number {
  const key = `${name} ${Math.floor(at / day)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const zone = IANAZone.create(name);
  const offset = zone.offset(at);
  const begin = Math.floor(at / day) * day;
  if (zone.offset(begin) === offset && zone.offset(begin + day - 1) === offset) offsets.set(key, offset);
  return offset;
}

/** A zone that is called like the city, for a guess that is said. */
export function zoneOfCity(city: string | undefined): string | undefined {
  const folded = city?.trim().toLowerCase().replaceAll(' ', '_');
  return folded
    ? Intl.supportedValuesOf('timeZone').find(zone => zone.toLowerCase().endsWith(`/${folded}`))
    : undefined;
}

/** @returns undefined for a clock time that the zone skips */
export function instantOf(time: FileTime, zone: string): number | undefined {
  if (time.kind === 'instant') return time.at;
  const inZone = DateTime.fromISO(time.local, { zone });
  return inZone.toFormat("yyyy-MM-dd'T'HH:mm:ss") === time.local ? inZone.toMillis() : undefined;
}

/** `HH:MM` */
export const clockOf = (at: number, zone: string): string => DateTime.fromMillis(at, { zone }).toFormat('HH:mm');

/** A time as people of the event read it. */
export const inZone = (at: number, zone: string): string =>
  DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm ZZ');
