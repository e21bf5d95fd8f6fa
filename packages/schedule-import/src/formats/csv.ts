import { parse } from 'csv-parse/sync';
import type { FileEntry, FileLink, FilePerson, ScheduleFile } from '../model/schedule-file.ts';
import { yesOrNo } from '../model/yes-or-no.ts';
import { maxEntries, RefusedFileError, requireEntries } from '../refusals.ts';
import { count } from '../text/field-reader.ts';
import { columnsOf, type Field } from './csv-columns.ts';

/** A first line that names a column for titles and one for times. */
export function isCsv(text: string): boolean {
  const columns = columnsOf(headerOf(text));
  return columns.has('title') && (columns.has('startsAt') || columns.has('clock'));
}

/** So long a first line may be; one of prose or of data may be as long as the file. */
const maxHeader = 10_000;

const firstLineOf = (text: string): string => /^.*/.exec(text.slice(0, maxHeader).trimStart())?.[0] ?? '';

function headerOf(text: string): string[] {
  const line = firstLineOf(text);
  try {
    const [header = []]: string[][] = parse(line, { delimiter: delimiterOf(line), relax_quotes: true });
    return header;
  } catch {
    return [];
  }
}

/** The one of which the header has most. */
const delimiterOf = (line: string): string =>
  [',', ';', '\t'].toSorted((a, b) => line.split(b).length - line.split(a).length)[0] ?? ',';

/** Reads a table with a header. @throws RefusedFileError for what is none */
export function readCsv(text: string): ScheduleFile {
  const header = headerOf(text);
  const isOwnExport = header.slice(0, 5).join() === 'id,number,day,start,end';
  const columns = columnsOf(header);
  const unplaced = new Map<string, number>();
  const rows = parseRows(text);
  const known = new Set(columns.values());
  const entries = rows.flatMap((row, at) => {
    if (row.every(cell => cell.trim() === '')) return [];
    for (const [index, cell] of row.entries())
      if (!isOwnExport && index < header.length && !known.has(index) && cell.trim() !== '')
        count(unplaced, `column.${header[index]?.trim()}`);
    const entry = readRow(row, columns, `line ${at + 2}`, isOwnExport);
    const isTooLong = row.slice(header.length).some(cell => cell.trim() !== '');
    const fault = `It has ${row.length} cells, where the header has ${header.length}: perhaps a delimiter is not in quotes.`;
    return [isTooLong ? { ...entry, fault } : entry];
  });
  return {
    format: 'CSV',
    isOwnExport,
    hasLocalTimes: true,
    urls: [],
    bounds: [],
    rooms: [],
    tracks: [],
    entries,
    unplaced,
  };
}

/** More than any table of a programme has. */
const maxColumns = 200;

function parseRows(text: string): string[][] {
  try {
    const rows: string[][] = parse(text, {
      delimiter: delimiterOf(firstLineOf(text)),
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 1024 * 1024,
      on_record: (row: string[], { lines }) => {
        if (row.length > maxColumns)
          throw new Error(`line ${lines} has ${row.length} cells, and ${maxColumns} are the most`);
        return row;
      },
      // One more than is read, after the header, so that it is known that there are more.
      to: maxEntries + 2,
    });
    requireEntries(rows.length - 1);
    return rows.slice(1);
  } catch (error) {
    if (error instanceof RefusedFileError) throw error;
    throw new RefusedFileError('file.malformed', `It begins like CSV and is none: ${(error as Error).message}.`);
  }
}

function readRow(row: string[], columns: Map<Field, number>, place: string, isOwnExport: boolean): FileEntry {
  const cell = (field: Field): string | undefined => {
    const index = columns.get(field);
    return index === undefined ? undefined : bare(row[index] ?? '');
  };
  const text = (field: Field) => cell(field) || undefined;
  const date = text('date');
  const wish = text('doNotRecord');
  const at = (field: 'startsAt' | 'endsAt', clock: Field) => {
    const value = text(field);
    return value !== undefined && !isClock.test(value) ? value : withDate(date, value ?? text(clock));
  };
  return {
    place,
    ids: (['externalId', 'guid', 'code', 'id'] as const).flatMap(field => text(field) ?? []),
    title: text('title') ?? '',
    startsAt: at('startsAt', 'clock') ?? '',
    endsAt: at('endsAt', 'endClock'),
    duration: text('duration'),
    room: text('room'),
    ...pick(cell, [
      'subtitle',
      'abstract',
      'description',
      'typeName',
      'track',
      'languages',
      'level',
      'license',
      'logoUrl',
      'sourceUrl',
    ]),
    ...(columns.has('tags') && { tags: split(cell('tags') ?? '') }),
    ...(columns.has('persons') && { persons: personsOf(cell('persons') ?? '', isOwnExport) }),
    ...(columns.has('links') && { links: linksOf(cell('links') ?? '') }),
    ...(columns.has('attachments') && { attachments: linksOf(cell('attachments') ?? '') }),
    ...(wish !== undefined && { doNotRecord: yesOrNo(wish) ?? wish }),
  };
}

/** Cells that begin like a formula have an apostrophe before it. */
const bare = (cell: string): string => cell.trim().replace(/^'(?=[=+\-@])/, '');

const isClock = /^\d{1,2}:\d\d(:\d\d)?$/;

const withDate = (date: string | undefined, clock: string | undefined) =>
  date && clock ? `${date}T${clock.padStart(clock.length > 5 ? 8 : 5, '0')}` : undefined;

const split = (cell: string) => cell.split(/[;\n]|,/).flatMap(part => part.trim() || []);

/** A line each: the address, and after a blank what it leads to. */
const linksOf = (cell: string): FileLink[] =>
  cell.split('\n').flatMap(line => {
    const [url = '', ...words] = line.trim().split(' ');
    return url === '' ? [] : [{ url, ...(words.length > 0 && { label: words.join(' ') }) }];
  });

/** Ours separates names by semicolons; others that have none do it by lines or commas. */
function personsOf(cell: string, isOwnExport: boolean): FilePerson[] {
  const separator = isOwnExport || cell.includes(';') ? ';' : cell.includes('\n') ? '\n' : ',';
  return cell.split(separator).flatMap(name => (name.trim() ? [{ name: name.trim() }] : []));
}

type TextField =
  | 'subtitle'
  | 'abstract'
  | 'description'
  | 'typeName'
  | 'track'
  | 'languages'
  | 'level'
  | 'license'
  | 'logoUrl'
  | 'sourceUrl';

const pick = (cell: (field: Field) => string | undefined, fields: TextField[]): Partial<Record<TextField, string>> =>
  Object.fromEntries(
    fields.flatMap(field => {
      const value = cell(field);
      return value === undefined ? [] : [[field, value]];
    }),
  );
