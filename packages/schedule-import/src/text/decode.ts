import { RefusedFileError } from '../refusals.ts';

/** Larger than any schedule: the largest known have some megabytes. */
export const maxBytes = 32 * 1024 * 1024;

/** First bytes that name another encoding. UTF-32 comes first, since its mark begins like that of UTF-16. */
const marks: [string, number[]][] = [
  ['UTF-32 (little-endian)', [0xff, 0xfe, 0x00, 0x00]],
  ['UTF-32 (big-endian)', [0x00, 0x00, 0xfe, 0xff]],
  ['UTF-16 (little-endian)', [0xff, 0xfe]],
  ['UTF-16 (big-endian)', [0xfe, 0xff]],
];

/** First bytes of files that are no text, whatever they hold. */
const packed: [string, number[]][] = [
  ['packed by gzip: unpack it first', [0x1f, 0x8b]],
  ['packed by zip, as spreadsheets are: unpack it, or save it as CSV first', [0x50, 0x4b, 0x03, 0x04]],
  ['packed by bzip2: unpack it first', [0x42, 0x5a, 0x68]],
  ['packed by xz: unpack it first', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['packed by zstd: unpack it first', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['an old spreadsheet: save it as CSV first', [0xd0, 0xcf, 0x11, 0xe0]],
];

const startsWith = (bytes: Uint8Array, start: number[]): boolean => start.every((byte, at) => bytes[at] === byte);

/** The text of a file in UTF-8, without its byte order mark. @throws RefusedFileError for others, by their names */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length > maxBytes)
    throw new RefusedFileError(
      'file.too-large',
      `It has more than ${maxBytes} bytes, which are the most that is read.`,
    );
  const kind = packed.find(([, start]) => startsWith(bytes, start));
  if (kind) throw new RefusedFileError('file.format', `No schedule is known in it: it is ${kind[0]}.`);
  const named = encodingOf(bytes);
  if (named !== undefined) throw refuse(named);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(isCalendar(bytes) ? unfold(bytes) : bytes);
    if (text.trim() === '') throw new RefusedFileError('file.empty', 'It is empty.');
    return text;
  } catch (error) {
    if (error instanceof RefusedFileError) throw error;
    throw refuse('no UTF-8, perhaps ISO-8859-1 or Windows-1252');
  }
}

const refuse = (encoding: string) =>
  new RefusedFileError('file.encoding', `Its encoding is ${encoding}; only UTF-8 is read. Convert it first.`);

function encodingOf(bytes: Uint8Array): string | undefined {
  const marked = marks.find(([, mark]) => startsWith(bytes, mark));
  if (marked) return marked[0];
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  // Text without a mark has a zero byte in each character of UTF-16 that is of ASCII.
  if (/^[^\0]\0[^\0]\0/.test(start)) return 'UTF-16 (little-endian)';
  if (/^\0[^\0]\0[^\0]/.test(start)) return 'UTF-16 (big-endian)';
  const [, declared] = /^\s*(?:ï»¿)?\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(start) ?? [];
  return declared !== undefined && !/^(utf-?8|us-ascii)$/i.test(declared) ? declared : undefined;
}

const isCalendar = (bytes: Uint8Array): boolean =>
  /^(ï»¿)?\s*BEGIN:VCALENDAR/i.test(new TextDecoder('latin1').decode(bytes.subarray(0, 100)));

const [tab, lineFeed, carriageReturn, space] = [0x09, 0x0a, 0x0d, 0x20];

/** Lines of calendars are folded by bytes, some within a character (RFC 5545, 3.1): they are joined before it is read. */
function unfold(bytes: Uint8Array): Uint8Array {
  const joined = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const feed = bytes[at] === carriageReturn ? at + 1 : at;
    const next = bytes[feed + 1];
    if (bytes[feed] === lineFeed && (next === space || next === tab)) at = feed + 1;
    else joined[length++] = bytes[at] ?? 0;
  }
  return joined.subarray(0, length);
}
