/**
 * Writes one line to stderr as the native engine does. Prisma's CLI parses every line of it as JSON, so nothing else
 * may ever be written there.
 *
 * @param {'INFO' | 'WARN' | 'ERROR'} level
 * @param {string} message
 * @param {Record<string, string>} [fields] further fields; the CLI reads `error_code`
 */
export const log = (level, message, fields = {}) => {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    fields: { message, ...fields },
    target: 'schema_engine::logger',
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
};
