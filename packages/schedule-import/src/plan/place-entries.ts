import type { FileEntry, ScheduleFile } from '../model/schedule-file.ts';
import { type FileTime, parseDuration, parseTime } from '../model/times.ts';
import { chooseZone, fits, instantOf, isZone, zoneOfCity } from '../model/zones.ts';
import { RefusedFileError } from '../refusals.ts';
import { type Findings, shorten } from './findings.ts';

/** An entry with its times. */
export interface PlacedEntry {
  entry: FileEntry;
  label: string;
  startsAt: number;
  endsAt: number;
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
  noteOffsets(times, zone, findings);
  const placed = timed.flatMap(({ entry, label, time }): PlacedEntry[] => {
    const at = time && instantOf(time, zone);
    if (at === undefined) return refuseTime(entry, label, time, zone, findings);
    const endsAt = endOf(entry, file.hasLocalTimes, at, zone);
    if (typeof endsAt === 'number') return [{ entry, label, startsAt: at, endsAt }];
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

function noteOffsets(times: FileTime[], zone: string, findings: Findings): void {
  const others = times.filter(time => !fits(time, zone)).length;
  if (others > 0)
    findings.note(
      `${others} of ${times.length} times have an offset that ${zone} does not have then; the instant counts.`,
    );
}

function refuseTime(entry: FileEntry, label: string, time: FileTime | undefined, zone: string, findings: Findings): [] {
  const detail = time
    ? `${entry.startsAt} is skipped by the clocks of ${zone}.`
    : `“${shorten(entry.startsAt)}” is no time by RFC 3339, such as 2027-05-01T10:00:00+02:00.`;
  findings.refuse('sessions', label, 'entry.time', detail);
  return [];
}

/** The end that it says, or else its duration. */
function endOf(entry: FileEntry, allowsLocal: boolean, startsAt: number, zone: string): number | { fault: string } {
  const duration = entry.duration === undefined ? undefined : parseDuration(entry.duration);
  if (duration !== undefined) return startsAt + duration;
  const end = entry.endsAt === undefined ? undefined : parseTime(entry.endsAt, allowsLocal);
  const endsAt = end && instantOf(end, zone);
  if (endsAt !== undefined && endsAt > startsAt) return endsAt;
  const said = [
    entry.duration && `duration “${shorten(entry.duration)}”`,
    entry.endsAt && `end “${shorten(entry.endsAt)}”`,
  ].filter(Boolean);
  return {
    fault:
      said.length === 0 ? 'It has neither an end nor a duration.' : `No length follows from its ${said.join(' and ')}.`,
  };
}
