interface ErrorFields {
  type: string;
  message: string;
  code?: string;
  stack: string;
  cause?: ErrorFields;
}

const longestText = 1_000;
/** So much is looked at, so that nothing is cut in two that would have been found whole. */
const longestRead = 4_000;
const deepestCause = 4;

const address = /[^\s<>()"'`@/,;:=[\]]{1,64}@[^\s<>()"'`@/,;:=[\]]{1,255}/g;

/** Texts of others may repeat what somebody has entered: an address, or the row that a database refuses. */
const withoutPersons = (text: string): string =>
  text
    .slice(0, longestRead)
    .replace(/\b(Key|Failing row contains) ?\(.*/gs, '$1 [redacted]')
    .replace(address, '[redacted]')
    .slice(0, longestText);

/**
 * What a log has of an error: its kind, message and stack, and those of its causes. Its other members are left out, for drivers
 * put values of rows (`detail`), addresses (`rejected`) and whole requests there.
 */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutPersons(String(error)), stack: '' };
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line));
  return {
    type: error.name,
    message: withoutPersons(messageOf(error)),
    ...(typeof code === 'string' && { code }),
    stack: frames.join('\n'),
    ...(cause !== undefined && depth < deepestCause && { cause: errorFields(cause, depth + 1) }),
  };
}

/** Prisma repeats the whole call with its arguments, and says what is wrong with it in the last line. */
const messageOf = ({ name, message }: Error): string =>
  name.startsWith('PrismaClient') ? (message.trimEnd().split('\n').at(-1) ?? '') : message;
