/** A time that a file says. */
export type FileTime =
  /** @param offset in minutes; null for `Z` and `-00:00`, which say nothing of a place */
  | { kind: 'instant'; at: number; offset: number | null }
  /** @param local `YYYY-MM-DDTHH:MM:SS`, of whatever zone the event has */
  | { kind: 'local'; local: string };

const fullDate = String.raw`(\d{4})-(\d\d)-(\d\d)`;
const fullTime = String.raw`(\d\d):(\d\d):(\d\d)(\.\d+)?`;
const rfc3339 = new RegExp(String.raw`^${fullDate}[Tt ]${fullTime}(?:([Zz])|([+-])(\d\d):(\d\d))$`);
const localTime = new RegExp(String.raw`^${fullDate}[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?$`);

/** Reads a time by RFC 3339 alone: what other programs would guess, or wrap into the next month, is none. */
export function parseTime(text: string, allowsLocal: boolean): FileTime | undefined {
  const instant = rfc3339.exec(text);
  if (instant) {
    const [, year, month, day, hour, minute, second, fraction = '', zulu, sign, offsetHours, offsetMinutes] = instant;
    // A leap second, which no calendar of computers has, is the one after it.
    const isLeap = second === '60';
    const utc = utcOf([year, month, day, hour, minute, isLeap ? '59' : second]);
    if (utc === undefined) return undefined;
    const offset = zulu ? 0 : Number(`${sign}1`) * (Number(offsetHours) * 60 + Number(offsetMinutes));
    if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
    const at = utc - offset * 60_000 + (isLeap ? 1000 : Math.floor(Number(`0${fraction}`) * 1000));
    if (isLeap && !isAfterLeapSecond(at)) return undefined;
    return { kind: 'instant', at, offset: zulu || `${sign}${offset}` === '-0' ? null : offset };
  }
  const local = allowsLocal ? localTime.exec(text) : null;
  if (!local) return undefined;
  const [, year, month, day, hour, minute, second = '00'] = local;
  if (utcOf([year, month, day, hour, minute, second]) === undefined) return undefined;
  return { kind: 'local', local: `${year}-${month}-${day}T${hour}:${minute}:${second}` };
}

/** They come at the end of June or December, by UTC. */
const isAfterLeapSecond = (at: number): boolean => /^\d{4}-(01|07)-01T00:00:00/.test(new Date(at).toISOString());

/** Undefined for a day or a time of day that there is not. */
function utcOf(parts: (string | undefined)[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const read = new Date(at);
  const isSame =
    read.getUTCMonth() === month - 1 && read.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isSame && year >= 1970 && year < 2200 ? at : undefined;
}

/** In milliseconds: `H:MM` (also of 60 minutes and more), `H:MM:SS`, or a number of minutes; undefined for what is none. */
export function parseDuration(text: string): number | undefined {
  const [, hours, minutes, seconds = '0'] = /^(\d{1,3}):(\d{1,2})(?::([0-5]?\d))?$/.exec(text) ?? [];
  const whole = hours === undefined ? minutesOf(text) : Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return whole === undefined ? undefined : Math.round(whole * 1000);
}

/** In seconds, of a number of minutes, with or without the word. */
function minutesOf(text: string): number | undefined {
  const [, minutes] = /^(\d+(?:\.\d+)?)(?:\s*(?:min|mins|minutes?|minuten))?\.?$/i.exec(text) ?? [];
  return minutes === undefined ? undefined : Number(minutes) * 60;
}
