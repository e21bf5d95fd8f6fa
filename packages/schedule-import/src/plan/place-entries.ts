import type { FileEntry, ScheduleFile } from '../model/schedule-file.ts';
import { type FileTime, parseDuration, parseTime } from '../model/times.ts';
import { chooseZone, clockOf, fits, instantOf, inZone, isZone, zoneOfCity } from '../model/zones.ts';
import { RefusedFileError } from '../refusals.ts';
import { type Findings, shorten } from './findings.ts';

/** An entry with its times. */
export interface PlacedEntry {
  entry: FileEntry;
  label: string;
  startsAt: number;
  endsAt: number;
  /** The file has it end when it starts. */
  takesNoTime: boolean;
}

interface Options {
  timezone: string | undefined;
  knownTimezone: string | undefined;
}

/** Finds the zone, and the instants of all entries; those without are refused by their names. @throws RefusedFileError */
export function placeEntries(file: ScheduleFile, { timezone, knownTimezone }: Options, findings: Findings) {
  const timed = file.entries.map(entry => ({
    entry,
    label: labelOf(entry),
    time: parseTime(entry.startsAt, file.hasLocalTimes),
  }));
  const times = timed.flatMap(({ time }) => time ?? []);
  const hints = { wanted: timezone, named: file.zone, known: knownTimezone, city: file.city };
  const choice = chooseZone(times, hints);
  if (choice === undefined) throw noZone(file, times);
  if (choice.note !== undefined) findings.note(choice.note);
  const { zone } = choice;
  noteClocks(timed, zone, findings);
  const placed = timed.flatMap(({ entry, label, time }): PlacedEntry[] => {
    if (entry.fault !== undefined) {
      findings.refuse('sessions', label, 'entry.malformed', entry.fault);
      return [];
    }
    if (entry.note !== undefined) findings.note(`${label}: ${entry.note}`);
    if (entry.notTaken !== undefined) findings.refuse('slots', label, 'entry.recurrence', entry.notTaken);
    const at = time && instantOf(time, zone);
    if (at === undefined) return refuseTime(entry, label, time, zone, findings);
    const end = endOf(entry, file.hasLocalTimes, at, zone);
    const takesNoTime = end === at;
    const endsAt = takesNoTime ? atLeastOneMinute(label, at, findings) : end;
    if (typeof endsAt === 'number') {
      noteOtherEnd(entry, label, endsAt, file.hasLocalTimes, zone, findings);
      return [{ entry, label, startsAt: at, endsAt, takesNoTime }];
    }
    findings.refuse('sessions', label, 'entry.duration', endsAt.fault);
    return [];
  });
  return { zone, placed };
}

/** By which people find an entry in their file. */
const labelOf = ({ ids, title, room, startsAt, place }: FileEntry): string =>
  shorten(`${ids.at(-1) ?? place} “${title}” (${[room, startsAt].filter(Boolean).join(', ')})`);

function noZone(file: ScheduleFile, times: FileTime[]): RefusedFileError {
  if (times.length === 0)
    return new RefusedFileError(
      'file.no-entries',
      `None of its ${file.entries.length} entries has a time by RFC 3339, such as 2027-05-01T10:00:00+02:00.`,
    );
  const guess = zoneOfCity(file.city);
  const why =
    file.zone !== undefined && !isZone(file.zone)
      ? `its zone is called “${file.zone}”, which there is not`
      : 'it names no zone';
  return new RefusedFileError(
    'file.zone',
    `Its times have no offsets, and ${why}: --timezone says which it is${guess ? ` (${guess}?)` : ''}.`,
  );
}

/** A clock time beside the time tells whether an offset of another zone is an error, or as good. */
function noteClocks(timed: { entry: FileEntry; time: FileTime | undefined }[], zone: string, findings: Findings): void {
  const told = timed.flatMap(({ entry, time }) =>
    time?.kind === 'instant' ? [{ clock: entry.clock?.slice(0, 5), time }] : [],
  );
  const others = told.filter(({ clock, time }) =>
    clock === undefined ? !fits(time, zone) : clockOf(time.at, zone) !== clock.padStart(5, '0'),
  ).length;
  if (others > 0)
    findings.note(
      `${others} of ${told.length} times are not those of the clocks in ${zone}, as the file has them; the instant counts.`,
    );
}

function refuseTime(entry: FileEntry, label: string, time: FileTime | undefined, zone: string, findings: Findings): [] {
  const detail = time
    ? `${entry.startsAt} is skipped by the clocks of ${zone}.`
    : `“${shorten(entry.startsAt)}” is no time by RFC 3339, such as 2027-05-01T10:00:00+02:00.`;
  findings.refuse('sessions', label, 'entry.time', detail);
  return [];
}

/** What takes no time could not be held. */
function atLeastOneMinute(label: string, startsAt: number, findings: Findings): number {
  findings.change(label, 'duration', '0:00', '0:01');
  return startsAt + 60_000;
}

/** An end that is not the one that the duration tells is not taken, and said. */
function noteOtherEnd(
  { duration, endsAt: said }: FileEntry,
  label: string,
  endsAt: number,
  allowsLocal: boolean,
  zone: string,
  findings: Findings,
): void {
  if (duration === undefined || said === undefined) return;
  const end = parseTime(said, allowsLocal);
  const at = end && instantOf(end, zone);
  if (at === undefined || Math.abs(at - endsAt) >= 60_000)
    findings.drop(label, 'end', said, `the duration says ${inZone(endsAt, zone)}`);
}

/** What its duration tells, or else the end that it says. */
function endOf(entry: FileEntry, allowsLocal: boolean, startsAt: number, zone: string): number | { fault: string } {
  const duration = entry.duration === undefined ? undefined : parseDuration(entry.duration);
  if (duration !== undefined) return startsAt + duration;
  const end = entry.endsAt === undefined ? undefined : parseTime(entry.endsAt, allowsLocal);
  const endsAt = end && instantOf(end, zone);
  if (endsAt !== undefined && endsAt >= startsAt) return endsAt;
  const said = [
    entry.duration && `duration “${shorten(entry.duration)}”`,
    entry.endsAt && `end “${shorten(entry.endsAt)}”`,
  ].filter(Boolean);
  return {
    fault:
      said.length === 0 ? 'It has neither an end nor a duration.' : `No length follows from its ${said.join(' and ')}.`,
  };
}
