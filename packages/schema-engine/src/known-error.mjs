/**
 * An error with a code of Prisma's, which its CLI shows as it is.
 * The codes and texts are those of https://www.prisma.io/docs/orm/reference/error-reference.
 */
export class KnownError extends Error {
  /**
   * @param {string} code such as P1001
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * @typedef {object} Place where a connection was to lead
 * @property {string} host
 * @property {number} port
 * @property {string} database
 * @property {string} user
 */

/**
 * Says in Prisma's words why no connection could be opened.
 *
 * @param {unknown} cause what pg threw: a server's error with its SQLSTATE, or a socket's error
 * @param {Place} place
 */
export const connectionError = (cause, { host, port, database, user }) => {
  const { code = '', message } = /** @type {Error & { code?: string }} */ (cause);
  const server = `\`${host}:${port}\``;
  switch (code) {
    case '3D000':
      return new KnownError('P1003', `Database \`${database}\` does not exist on the database server at ${server}.`);
    case '28P01':
      return new KnownError(
        'P1000',
        `Authentication failed against database server at \`${host}\`, the provided database credentials for ` +
          `\`${user}\` are not valid.\n\nPlease make sure to provide valid database credentials for the database server.`,
      );
    case '28000':
    case '42501':
      return new KnownError('P1010', `User \`${user}\` was denied access on the database \`${database}\`: ${message}`);
  }
  if (/^[0-9A-Z]{5}$/.test(code))
    return new KnownError('P1002', `The database server at ${server} answered: ${message}`);
  if (/SSL|TLS|CERT|certificate/.test(`${code} ${message}`))
    return new KnownError('P1011', `Error opening a TLS connection: ${message}`);
  return new KnownError(
    'P1001',
    `Can't reach database server at ${server}\n\nPlease make sure your database server is running at ${server}.`,
  );
};

/**
 * Says which migration the database refused, and why.
 *
 * @param {import('./script-error.mjs').ScriptError} refused
 * @param {import('@prisma/schema-engine-wasm/schema_engine_bg').MigrationList} migrations
 */
export const migrationError = ({ script, sqlState, message }, { migrationDirectories }) => {
  const migration = migrationDirectories.find(({ migrationFile: { content } }) => content.value === script);
  return new KnownError(
    'P3018',
    'A migration failed to apply. New migrations cannot be applied before the error is recovered from. Read more ' +
      'about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve\n\n' +
      `Migration name: ${migration?.path}\n\nDatabase error code: ${sqlState}\n\nDatabase error:\n${message}\n`,
  );
};
