/** A failure that needs no stack trace: its message tells the user what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Ends whatever is awaited when the program was asked to stop. */
export class ShutdownRequested extends Error {
  override readonly name = 'ShutdownRequested';
}

/** Prints why a command failed: a UserError by its message alone, anything unexpected with its stack. */
export function reportError(error: unknown): void {
  if (error instanceof UserError) console.error(`\n${error.message}`);
  else if (error instanceof ShutdownRequested) console.error('\nstopped');
  else if (error instanceof AggregateError) error.errors.forEach(reportError);
  else console.error(error);
}

/** Ends the process with the exit code that a command gives, or with 1 and its reason when it fails. */
export async function exitWith(command: Promise<number>): Promise<never> {
  try {
    process.exit(await command);
  } catch (error) {
    reportError(error);
    process.exit(1);
  }
}
