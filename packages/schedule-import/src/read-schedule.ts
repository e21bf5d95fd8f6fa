import { isC3vocJson, isC3vocJson2, readC3vocJson } from './formats/c3voc-json.ts';
import { isCsv, readCsv } from './formats/csv.ts';
import { isICalendar, readICalendar } from './formats/icalendar.ts';
import { isPretalxJson, readPretalxJson } from './formats/pretalx-json.ts';
import { isPretalxWidget, readPretalxWidget } from './formats/pretalx-widget.ts';
import { isScheduleXml, readScheduleXml } from './formats/schedule-xml.ts';
import { isSessionizeJson, readSessionizeJson } from './formats/sessionize-json.ts';
import type { ScheduleFile } from './model/schedule-file.ts';
import { RefusedFileError, requireEntries } from './refusals.ts';
import { decodeText } from './text/decode.ts';
import { parseJson } from './text/parse-json.ts';
import { parseXml } from './text/parse-xml.ts';

/** Reads a schedule in whatever format it is, which its content says, not its name. @throws RefusedFileError */
export function readSchedule(bytes: Uint8Array): ScheduleFile {
  const file = readText(decodeText(bytes));
  if (file.entries.length === 0)
    throw new RefusedFileError('file.no-entries', `It is ${file.format}, and has no entries.`);
  requireEntries(file.entries.length);
  return file;
}

function readText(text: string): ScheduleFile {
  if (/^\s*[{[]/.test(text)) return readJson(parseJson(text));
  if (/^\s*</.test(text)) return readXml(parseXml(text));
  if (isICalendar(text)) return readICalendar(text);
  if (isCsv(text)) return readCsv(text);
  throw unknownFormat('neither JSON nor XML, no iCalendar, and no CSV whose header names a title and a start');
}

function readJson(value: unknown): ScheduleFile {
  if (isC3vocJson2(value))
    throw new RefusedFileError(
      'file.version',
      'It is c3voc JSON of version 2; version 1 is read. Most tools offer both.',
    );
  if (isC3vocJson(value)) return readC3vocJson(value);
  if (isPretalxWidget(value)) return readPretalxWidget(value);
  if (isSessionizeJson(value)) return readSessionizeJson(value);
  if (isPretalxJson(value)) return readPretalxJson(value);
  throw unknownFormat('JSON, but none of c3voc, pretalx or Sessionize');
}

function readXml(value: unknown): ScheduleFile {
  if (isScheduleXml(value)) return readScheduleXml(value);
  throw unknownFormat('XML, but its root is no <schedule>');
}

const unknownFormat = (what: string) =>
  new RefusedFileError('file.format', `No schedule is known in it: it is ${what}.`);
