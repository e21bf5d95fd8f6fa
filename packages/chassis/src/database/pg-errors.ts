import { isDomainError, outOfStep, unavailable } from '../errors';

/** What PostgreSQL said: SQLSTATE and, where there is one, the constraint's name. */
export interface PgError {
  sqlState: string;
  constraint: string | undefined;
}

const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The error, and what the client library wrapped in it: the adapter's, the driver's, the socket's. */
function* layersOf(error: unknown): Generator<unknown> {
  for (const at of [error, own(error, 'cause'), own(own(error, 'meta'), 'driverAdapterError')]) {
    yield own(at, 'cause');
    yield at;
  }
}

/** Finds the database's own error inside whatever the client library wrapped around it. */
export function pgError(error: unknown): PgError | undefined {
  for (const layer of layersOf(error)) {
    const sqlState = text(own(layer, 'originalCode')) ?? text(own(layer, 'code'));
    // A code of Node is longer, but for EPIPE.
    if (sqlState === undefined || !/^[0-9A-Z]{5}$/.test(sqlState) || /^P[12]\d{3}$|^EPIPE$/.test(sqlState)) continue;
    const message = text(own(layer, 'originalMessage')) ?? text(own(layer, 'message')) ?? '';
    const named = text(own(layer, 'constraint')) ?? /constraint "([^"]+)"/.exec(message)?.[1];
    return { sqlState, constraint: named };
  }
  return undefined;
}

/** Serialization failure and deadlock, of SQLSTATE's class "transaction rollback". */
const collisions = new Set(['40001', '40P01']);

/** True where the same transaction may succeed when it is run again as it is. */
export const isRetryable = (error: unknown): boolean =>
  collisions.has(pgError(error)?.sqlState ?? '') || own(error, 'code') === 'P2034';

/**
 * Connection exceptions, insufficient resources, operator intervention; sessions that were ended for idling; read-only, as
 * a standby is; a database that takes no connections; statements and locks that took too long.
 */
const unavailableStates = /^(08...|53...|57P..|25P03|25P04|25006|57014|55000|55P03)$/;

/** Prisma's codes (P1001: unreachable, … P2028: a transaction that did not start or end in time), and Node's of a socket. */
const unavailableCodes = new Set([
  ...['P1001', 'P1002', 'P1008', 'P1011', 'P1017', 'P2024', 'P2028', 'P2037'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);

/** What Prisma's adapter makes of an error that has no SQLSTATE. */
const unavailableKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TlsConnectionError']);

/** True where the database, not the statement, is the trouble: away, restarting, out of connections, read-only or too slow. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const state = pgError(error)?.sqlState;
  if (state) return unavailableStates.test(state) || collisions.has(state);
  return [...layersOf(error)].some(
    layer =>
      unavailableCodes.has(text(own(layer, 'code')) ?? '') || unavailableKinds.has(text(own(layer, 'kind')) ?? ''),
  );
}

/** The server's answers after which a commit may yet have happened: 40003 says so; the others end the session, or the server. */
const undecidedStates = /^(08|40003|53|57|58|XX)/;

/** True where a COMMIT that failed so has surely not happened: the server refused it, or Prisma had rolled back before it. */
export function isRolledBack(error: unknown): boolean {
  const state = pgError(error)?.sqlState;
  if (state) return !undecidedStates.test(state);
  return own(error, 'code') === 'P2028';
}

const setupHints: Record<string, string> = {
  '28P01': 'it refuses the login of this service, whose role is missing or has another password',
  '28000': 'it refuses the login of this service, whose role is missing or may not connect',
  '3D000': 'it does not exist',
  '42P01': 'tables are missing, because its migrations have not been applied',
};

/** What a database lacks that was never set up, or was made anew, as a clause; undefined where that is not the trouble. */
export const missingSetup = (error: unknown): string | undefined => setupHints[pgError(error)?.sqlState ?? ''];

/** @returns the 503 that stands for a database that is absent, not set up or out of step with others, or the error as it was */
export function toUnavailable(error: unknown): unknown {
  if (isDomainError(error)) return error;
  if (pgError(error)?.constraint === 'subject_in_step') return outOfStep();
  const missing = missingSetup(error);
  if (missing) return unavailable(`The database of this service is not set up: ${missing}.`, 5, error);
  return isDatabaseUnavailable(error) ? unavailable('The database is not available at the moment.', 2, error) : error;
}
