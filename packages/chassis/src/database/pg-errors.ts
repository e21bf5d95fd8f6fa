import { unavailable } from '../errors';

/** What PostgreSQL said: SQLSTATE and, where there is one, the constraint's name. */
export interface PgError {
  sqlState: string;
  constraint: string | undefined;
}

const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Finds the database's own error inside whatever the client library wrapped around it. */
export function pgError(error: unknown): PgError | undefined {
  for (const at of [error, own(error, 'cause'), own(own(error, 'meta'), 'driverAdapterError')]) {
    for (const inner of [own(at, 'cause'), at]) {
      const sqlState = text(own(inner, 'originalCode')) ?? text(own(inner, 'code'));
      if (sqlState === undefined || !/^[0-9A-Z]{5}$/.test(sqlState) || /^P[12]\d{3}$/.test(sqlState)) continue;
      const message = text(own(inner, 'originalMessage')) ?? text(own(inner, 'message')) ?? '';
      const named = text(own(inner, 'constraint')) ?? /constraint "([^"]+)"/.exec(message)?.[1];
      return { sqlState, constraint: named };
    }
  }
  return undefined;
}

const serializationFailure = '40001';
const deadlock = '40P01';

/** True where the same transaction may succeed when it is run again as it is. */
export const isRetryable = (error: unknown): boolean => {
  const state = pgError(error)?.sqlState;
  return state === serializationFailure || state === deadlock || own(error, 'code') === 'P2034';
};

const lostConnection = /^(08|57P|53)/;
const unreachable = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);
const phrases =
  /timeout exceeded when trying to connect|Connection terminated|server closed the connection|Can't reach database|starting up|shutting down|not queryable/i;

/** True where the database, not the statement, is the trouble: away, restarting, out of connections, read-only or too slow. */
export function isDatabaseAway(error: unknown): boolean {
  const state = pgError(error)?.sqlState;
  if (state) return lostConnection.test(state) || state === '25006' || state === '57014' || state === '55P03';
  for (let at = error, depth = 0; at !== undefined && depth < 4; at = own(at, 'cause'), depth++) {
    if (unreachable.has(text(own(at, 'code')) ?? '')) return true;
    if (phrases.test(text(own(at, 'message')) ?? '')) return true;
  }
  return false;
}

/** @returns the 503 that stands for an absent database, or the error as it was */
export const translateAbsence = (error: unknown): unknown =>
  isDatabaseAway(error) ? unavailable('The database is not available at the moment.', 2, error) : error;
