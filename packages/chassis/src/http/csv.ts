import { joinInTurns } from '../concurrency';

type Row = readonly (string | number | null)[];

/** What a spreadsheet would take for a formula (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r]/;

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Of a reply that is such a text, with a header line. */
export const csvType = 'text/csv; charset=utf-8; header=present';

/** Without it, spreadsheet programs take the bytes for those of their own code page. */
const byteOrderMark = '\uFEFF';

/**
 * RFC 4180, after a byte order mark: comma, CRLF after every line, quotes where they are needed; text that begins like a formula is
 * defused.
 */
export const toCsv = (header: readonly string[], rows: Iterable<Row>): Promise<string> =>
  joinInTurns(piecesOf(header, rows));

function* piecesOf(header: readonly string[], rows: Iterable<Row>): Generator<string> {
  yield byteOrderMark;
  yield line(header);
  for (const row of rows) yield line(row);
}

const line = (row: Row): string => `${row.map(cell).join(',')}\r\n`;
