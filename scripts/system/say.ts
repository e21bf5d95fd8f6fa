// The bootstrap began before us.
const begun = Number(process.env.EMS_BEGUN ?? Date.now());

export type Say = (text: string) => void;

export function elapsedSeconds(): number {
  return (Date.now() - begun) / 1000;
}

/** One line of progress with the time since the start in front. */
export function say(text: string): void {
  console.log(`${elapsedSeconds().toFixed(1).padStart(6)} s  ${text}`);
}

/** A failure that needs no stack trace: its message tells the reader what to do. */
export class Plain extends Error {
  override readonly name = 'Plain';
}

/** Prints why a command failed: a plain sentence as it is, anything unexpected with its stack. */
export function complain(error: unknown): void {
  if (error instanceof Plain) console.error(`\n${error.message}`);
  else if (error instanceof AggregateError) error.errors.forEach(complain);
  else console.error(error);
}
