import { DriverAdapterError } from '@prisma/driver-adapter-utils';

const LINES_BEFORE = 3;

/**
 * A migration's script that the database refused. Of an error whose code it knows the engine passes on less than the
 * message, and of any other the message only: so the code is withheld, and the message carries all the rest.
 */
export class ScriptError extends DriverAdapterError {
  /**
   * @param {string} script
   * @param {import('pg').DatabaseError} cause
   */
  constructor(script, cause) {
    const { code = 'none', severity = 'ERROR' } = cause;
    const message = explain(script, cause);
    super({ kind: 'postgres', code: '', severity, message, detail: undefined, column: undefined, hint: undefined });
    this.script = script;
    this.sqlState = code;
  }
}

/**
 * @param {string} script
 * @param {import('pg').DatabaseError} cause
 */
const explain = (script, { message, detail, hint, where, position }) =>
  [
    message,
    detail && `DETAIL: ${detail}`,
    hint && `HINT: ${hint}`,
    where && `CONTEXT: ${where}`,
    position && `\nPosition:\n${excerpt(script, Number(position))}`,
  ]
    .filter(Boolean)
    .join('\n');

/**
 * @param {string} script
 * @param {number} position of the error's first character, from 1
 * @returns {string} the line of the error and those before it, numbered
 */
const excerpt = (script, position) => {
  const lines = script.slice(0, position).split('\n').length;
  return script
    .split('\n')
    .slice(0, lines)
    .map((line, index) => `${String(index + 1).padStart(4)} ${line}`)
    .slice(-1 - LINES_BEFORE)
    .join('\n');
};
