import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
type Entry = Record<string, unknown>;

const LEVELS: Record<string, Style> = {
  trace: 'gray',
  debug: 'blue',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: ['bold', 'red'],
};
const NAMES: Style[] = ['cyan', 'magenta', 'blue', 'yellow'];
const NAME_WIDTH = 'session-service-database'.length;

/**
 * A line of a log for people: time, level, who wrote it, what it says. What is no JSON stays as it is. Colours are left out where the
 * terminal wants none (NO_COLOR, a pipe).
 * @param log the name of the log that it stands in
 */
export function formatLine(line: string, log: string): string {
  const entry = parseEntry(line);
  if (entry === undefined) return `${' '.repeat(19)}${nameOf(log)}${line}`;
  const { time, level, service: _service, trace: _trace, traceparent: _traceparent, requestId, err, ...rest } = entry;
  const { msg, method, path, status, ms, ...members } = rest;
  const said = [
    msg === 'request' ? undefined : msg,
    method,
    path,
    colouredStatus(status),
    ms === undefined ? ms : `${ms} ms`,
  ];
  const text = said.filter(each => each !== undefined).join(' ');
  const details = Object.entries({ ...members, requestId }).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
  const more = details.length === 0 ? '' : ` ${styleText('gray', details.join(' '))}`;
  return `${timeOf(time)} ${levelOf(level)} ${nameOf(log)}${text}${more}${stackOf(err)}`;
}

function parseEntry(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}

/** As the clock on the wall has it. */
function timeOf(time: unknown): string {
  const date = new Date(String(time));
  if (Number.isNaN(date.getTime())) return ' '.repeat(12);
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return styleText('gray', `${date.toTimeString().slice(0, 8)}.${milliseconds}`);
}

function levelOf(level: unknown): string {
  const text = typeof level === 'string' ? level : '';
  return styleText(LEVELS[text] ?? 'white', text.toUpperCase().padEnd(5));
}

/** Each name has a colour of its own, the same in every run. */
function nameOf(log: string): string {
  const sum = [...log].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return styleText(NAMES[sum % NAMES.length] ?? 'white', `${log.padEnd(NAME_WIDTH)} `);
}

function colouredStatus(status: unknown): string | undefined {
  if (typeof status !== 'number') return undefined;
  return status >= 500
    ? styleText('red', String(status))
    : status >= 400
      ? styleText('yellow', String(status))
      : `${status}`;
}

/** An error as Node prints it, below its line. */
function stackOf(err: unknown): string {
  if (typeof err !== 'object' || err === null) return err === undefined ? '' : ` ${err}`;
  const { stack, message } = err as { stack?: unknown; message?: unknown };
  return `\n${String(stack ?? message ?? JSON.stringify(err)).replaceAll(/^/gm, '    ')}`;
}
