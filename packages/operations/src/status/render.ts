import type { LastError } from './last-errors';
import type { ServiceStatus, Status } from './read-status';

/** True where nothing is to be done. */
export const isWell = ({ services, broker, queues }: Status): boolean =>
  services.every(({ state, warnings }) => state === 'ready' && warnings.length === 0) &&
  (broker === 'up' || broker === 'not asked') &&
  !queues.some(({ name }) => name.endsWith('.dead'));

/** One screen, as text. */
export function render(status: Status, errors: readonly LastError[]): string {
  const { at, services, gatewayConnections, broker, queues } = status;
  const rows = [
    [
      '',
      'state',
      'version',
      'up for',
      'req/s',
      '5xx/s',
      'loop lag',
      'waiting',
      'outbox',
      'oldest',
      'consumed',
      'leads',
    ],
    ...services.map(row),
  ];
  const dead = queues.filter(({ name }) => name.endsWith('.dead'));
  const others = queues.filter(({ name }) => !name.endsWith('.dead'));
  const list = (found: typeof queues) =>
    found.length === 0 ? 'none' : found.map(({ name, messages }) => `${name} ${messages}`).join(', ');
  const problems = services.flatMap(({ name, troubles, warnings }) =>
    [...troubles, ...warnings].map(text => `  ${name}: ${text}`),
  );
  return [
    `${at.toISOString().slice(0, 19)}Z  ${isWell(status) ? 'all is well' : 'something is to be looked at: docs/operate/README.md'}`,
    '',
    ...table(rows),
    '',
    `gateway       ${gatewayConnections === undefined ? 'away, or not asked' : `${gatewayConnections} connections`}`,
    `broker        ${broker}`,
    `queues        ${list(others)}`,
    `dead letters  ${list(dead)}`,
    ...(problems.length > 0 ? ['', ...problems] : []),
    ...(errors.length > 0
      ? ['', 'last errors', ...errors.map(({ at: when, service, text }) => `  ${when}  ${service}: ${text}`)]
      : []),
  ].join('\n');
}

function row(service: ServiceStatus): string[] {
  const { name, state, version, upSeconds, requestsPerSecond, failuresPerSecond, consumed, leads } = service;
  return [
    name,
    state,
    version,
    duration(upSeconds),
    rate(requestsPerSecond),
    rate(failuresPerSecond),
    service.eventLoopLagSeconds === undefined ? '-' : `${Math.round(service.eventLoopLagSeconds * 1_000)} ms`,
    whole(service.waitingForDatabase),
    whole(service.outbox),
    duration(service.outboxSeconds),
    whole(consumed),
    leads.map(work => work.replace(`${name} `, '')).join(', ') || '-',
  ];
}

const whole = (value: number | undefined) => (value === undefined ? '-' : String(value));
const rate = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(1));

function duration(seconds: number | undefined): string {
  if (seconds === undefined) return '-';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

function table(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(cells => cells[column]?.length ?? 0)));
  return rows.map(cells =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
