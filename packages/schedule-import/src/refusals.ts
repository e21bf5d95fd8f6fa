import type { Findings } from './plan/findings.ts';

/** A file that is refused as a whole: which rule it breaks, and what can be done. */
export class RefusedFileError extends Error {
  override readonly name = 'RefusedFileError';
  readonly code: RefusalCode;
  /** What was found before, such as why no entry is one. */
  readonly findings: Findings | undefined;

  constructor(code: RefusalCode, message: string, findings?: Findings) {
    super(message);
    this.code = code;
    this.findings = findings;
  }
}

export type RefusalCode =
  | 'event-not-of-file'
  | 'event-of-others'
  | 'event-refused'
  | 'file.encoding'
  | 'file.empty'
  | 'file.format'
  | 'file.malformed'
  | 'file.too-deep'
  | 'file.too-large'
  | 'file.no-entries'
  | 'file.version'
  | 'file.zone';

/** More than the largest schedule that is known, by a factor of ten. */
export const maxEntries = 20_000;

/** @throws RefusedFileError for more entries than are read */
export function requireEntries(count: number): void {
  if (count > maxEntries)
    throw new RefusedFileError(
      'file.too-large',
      `It has more than ${maxEntries} entries, which are the most that is read.`,
    );
}

/** The file cannot be read, the command is not right, or nothing answers: nothing was asked for. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}
