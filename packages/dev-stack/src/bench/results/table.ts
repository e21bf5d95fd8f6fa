import type { CaseResult } from './result.ts';

type Cell = (result: CaseResult) => string;

const text = (heading: string, cell: Cell) => ({
  heading,
  cell,
  pad: (value: string, width: number) => value.padEnd(width),
});
const number = (heading: string, value: (result: CaseResult) => number | null | undefined) => ({
  heading,
  cell: (result: CaseResult) => value(result)?.toLocaleString('en', { maximumSignificantDigits: 4 }) ?? '–',
  pad: (cell: string, width: number) => cell.padStart(width),
});

const columns = [
  text('case', ({ name }) => name),
  number('req/s', result => result.requestsPerSecond),
  number('p50 ms', result => result.p50Ms),
  number('p99 ms', result => result.p99Ms),
  number('errors', result => result.errors),
  number('CPU ms/req', result => result.cpuMsPerRequest),
  number('RSS MB', result => result.rssMb),
  text('yardstick', result => result.yardstick?.name ?? '–'),
  number('req/s', result => result.yardstick?.requestsPerSecond),
  number('CPU ms/req', result => result.yardstick?.cpuMsPerRequest),
  number('ratio', result => result.ratio),
  text('goal', result => result.goal ?? '–'),
  text('', ({ met }) => (met === null ? '' : met ? 'met' : 'missed')),
];

/** One line for each result, in columns. */
export function toTable(results: readonly CaseResult[]): string {
  const cells = columns.map(({ heading, cell }) => [heading, ...results.map(cell)]);
  const widths = cells.map(column => Math.max(...column.map(({ length }) => length)));
  return ['', ...results]
    .map((_, row) =>
      columns
        .map(({ pad }, at) => pad(cells[at]?.[row] ?? '', widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
