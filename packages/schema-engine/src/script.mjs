import { DriverAdapterError } from '@prisma/driver-adapter-utils';

/** @typedef {import('@prisma/adapter-pg').PrismaPg} PrismaPg */

/**
 * A migration's script that the database refused. The engine passes on the message alone and drops the place, so the
 * message names it.
 */
export class ScriptError extends DriverAdapterError {
  /**
   * @param {string} script
   * @param {import('pg').DatabaseError} cause
   */
  constructor(script, cause) {
    const { code = 'none', severity = 'ERROR', message } = cause;
    super({
      kind: 'postgres',
      code,
      severity,
      message: text(script, cause),
      detail: undefined,
      column: undefined,
      hint: undefined,
    });
    this.script = script;
    this.sqlState = code;
    this.reason = message;
  }
}
