import { kinds } from '../plan/findings.ts';
import type { Report } from './report.ts';

const columns = ['created', 'changed', 'unchanged', 'cancelled', 'refused'] as const;
/** Of a list that grows with the file. */
const maxLines = 40;

/** The report as people read it. */
export function toText(report: Report): string {
  const { findings, refusal, subject } = report;
  if (refusal !== undefined)
    return `${subject.file} is refused: ${refusal.detail}\n${section('Refused', refusedLines(report))}`.trimEnd();
  return [
    headline(report),
    '',
    table(report),
    '',
    ...(findings?.notes ?? []).map(note => `Note: ${note}`),
    section('Changed', report.changed.map(changeLine), Number.POSITIVE_INFINITY),
    section('Left as it is, unless --update is asked for', report.left.map(changeLine), Number.POSITIVE_INFINITY),
    section('Cancelled, since the file has it no more', report.cancelled, Number.POSITIVE_INFINITY),
    section('Taken in other words', (findings?.changed ?? []).map(changeLine)),
    section(
      'Left out, since it cannot be held',
      (findings?.dropped ?? []).map(({ entry, field, value, reason }) => `${entry}: ${field}: ${value} (${reason})`),
    ),
    section(
      'Has no place here',
      [...(findings?.unplaced ?? [])].map(([name, times]) => `${name}: ${times} times`),
    ),
    section(
      'Rooms that may take several sessions at a time (parallel)',
      [...(findings?.parallelRooms ?? [])].map(
        ([room, because]) => `${room}: ${because[0]}${because.length > 1 ? `, and ${because.length - 1} more` : ''}`,
      ),
    ),
    ...(report.subject.isDryRun
      ? [
          section(
            'Would be created',
            report.created.map(({ kind, entry }) => `${kind}: ${entry}`),
          ),
        ]
      : []),
    report.refused.length === 0
      ? 'Nothing was refused.'
      : section('Refused', refusedLines(report), Number.POSITIVE_INFINITY),
  ]
    .filter((line, at) => line !== '' || at < 4)
    .join('\n');
}

function headline({ format, event, subject }: Report): string {
  const what = `${format} of ${event?.isNew ? 'a new event' : 'the event'} “${event?.title}” (${event?.slug}, ${event?.timezone})`;
  return subject.isDryRun ? `${what}: what would become of it; nothing was done.` : what;
}

function table({ counts }: Report): string {
  const row = (first: string, cells: readonly (string | number)[]) =>
    `  ${first.padEnd(10)}${cells.map(cell => String(cell).padStart(11)).join('')}`;
  return [
    row('', columns),
    ...kinds.map(kind =>
      row(
        kind,
        columns.map(column => counts[kind][column]),
      ),
    ),
  ].join('\n');
}

const changeLine = ({ entry, field, from, to }: { entry: string; field: string; from: string; to: string }) =>
  `${entry}: ${field}: ${from} → ${to}`;

const refusedLines = ({ refused }: Report) =>
  refused.map(({ kind, entry, code, detail }) => `${kind}: ${entry}\n    ${code}: ${detail}`);

function section(title: string, lines: readonly string[], max = maxLines): string {
  if (lines.length === 0) return '';
  const more = lines.length > max ? [`  … and ${lines.length - max} more (--json lists all)`] : [];
  return [`${title}: ${lines.length}`, ...lines.slice(0, max).map(line => `  ${line}`), ...more].join('\n');
}
