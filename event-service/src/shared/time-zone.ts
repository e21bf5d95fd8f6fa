import { fieldRule } from '@ems/chassis/errors';
import { boundedText } from '@ems/chassis/http';
import { DateTime } from 'luxon';

/** The spelling of the zone database where only upper and lower case differ; undefined for an unknown zone. */
function knownZone(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return undefined;
  try {
    const canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return canonical.toLowerCase() === name.toLowerCase() ? canonical : name;
  } catch {
    return undefined;
  }
}

/** An IANA zone name, such as Europe/Berlin; other names for the same zone are kept as they are. */
export const timeZone = boundedText(64)
  .trim()
  .refine(name => knownZone(name) !== undefined, fieldRule('time-zone-unknown', 'This time zone is not known'))
  .meta({ format: 'time-zone' })
  .transform(name => knownZone(name) ?? name);

/** The instant at which the clocks of `to` show what those of `from` show at `when`. */
export const atSameClock = (when: Date, from: string, to: string): Date =>
  DateTime.fromJSDate(when, { zone: from }).setZone(to, { keepLocalTime: true }).toJSDate();

/** Where and by which clocks something begins. */
interface Begin {
  startsAt: Date;
  timezone: string;
}

/** Where an instant comes to be with what it hangs on: what the clocks showed before, they show as much later. */
export function movedTime(when: Date, from: Begin, to: Begin): Date {
  const shown = (at: Date, zone: string) => DateTime.fromJSDate(at, { zone }).setZone('utc', { keepLocalTime: true });
  const shift = shown(to.startsAt, to.timezone).diff(shown(from.startsAt, from.timezone));
  return shown(when, from.timezone).plus(shift).setZone(to.timezone, { keepLocalTime: true }).toJSDate();
}
