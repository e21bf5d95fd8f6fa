const secrets: ReadonlySet<string> = new Set([
  'password',
  'currentPassword',
  'newPassword',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'email',
]);

/** So deep do the log's own objects go, and no deeper is a name looked for. */
const levels = 3;

/**
 * What a log may have of an object: secrets, known by the names of their members at any of the first three levels, are replaced.
 * An error is left to {@link errorFields}. The object itself stays as it is.
 */
export function redact(fields: Record<string, unknown>, level = 1): Record<string, unknown> {
  let redacted = fields;
  for (const name in fields) {
    const value = fields[name];
    const shown = secrets.has(name)
      ? '[redacted]'
      : level < levels && isPlain(value)
        ? redact(value, level + 1)
        : value;
    if (shown === value) continue;
    if (redacted === fields) redacted = copyOf(fields);
    redacted[name] = shown;
  }
  return redacted;
}

/** An array stays one: its items stand at a level, too. */
const copyOf = (fields: Record<string, unknown>): Record<string, unknown> =>
  Array.isArray(fields) ? Object.assign([], fields) : { ...fields };

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Error);
