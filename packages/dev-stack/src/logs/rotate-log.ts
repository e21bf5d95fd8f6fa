import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';

export interface Rotation {
  /** A log that is longer is rotated. */
  maxBytes: number;
  /** How many rotated files stay: `x.log.1`, the newest, to `x.log.<kept>`. */
  kept: number;
}

/**
 * Copies a log that has grown too long to `<file>.1` and empties it. Its writers keep the file that they have open, which is how they
 * outlive whoever rotates; so they must append (O_APPEND).
 * @param whilePaused runs the last step, in which a line would be lost that is written between copying and emptying; it may also leave
 *   that out when the writers cannot be paused now, and then the log is rotated another time
 */
export function rotateLog(file: string, { maxBytes, kept }: Rotation, whilePaused: (step: () => void) => void): void {
  if (sizeOf(file) <= maxBytes) return;
  const copy = `${file}.copy`;
  // Most of it is copied while the writers go on.
  copyFileSync(file, copy);
  whilePaused(() => {
    appendRest(file, copy);
    for (let n = kept - 1; n >= 1; n--) if (existsSync(`${file}.${n}`)) renameSync(`${file}.${n}`, `${file}.${n + 1}`);
    // Killed after this line, we leave lines twice; never in no file.
    renameSync(copy, `${file}.1`);
    truncateSync(file);
  });
}

export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function appendRest(file: string, copy: string): void {
  const from = openSync(file, 'r');
  const to = openSync(copy, 'a');
  const buffer = Buffer.alloc(65_536);
  let position = sizeOf(copy);
  for (let length = readSync(from, buffer, 0, buffer.length, position); length > 0; ) {
    writeSync(to, buffer, 0, length);
    position += length;
    length = readSync(from, buffer, 0, buffer.length, position);
  }
  closeSync(from);
  closeSync(to);
}
