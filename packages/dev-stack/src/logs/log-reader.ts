import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { sizeOf } from './rotate-log.ts';

/** Where the last lines of a log are looked for, in bytes from its end. */
const TAIL_BYTES = 262_144;

/** Reads what is added to a log, line by line, also over its rotation. */
export class LogReader {
  readonly #file: string;
  readonly #decoder = new StringDecoder('utf8');
  #position: number;
  #copy: number | undefined;
  /** The beginning of a line whose end is not written yet. */
  #rest = '';

  /** Begins with the last lines of the log, or at its end. */
  constructor(file: string, lastLines = 0) {
    this.#file = file;
    this.#copy = inodeOf(`${file}.1`);
    const size = sizeOf(file);
    const start = Math.max(0, size - TAIL_BYTES);
    this.#position = lastLines === 0 ? size : start + startOfLast(readFrom(file, start), lastLines);
  }

  /** The lines that are complete since it was last asked. */
  read(): string[] {
    const copy = inodeOf(`${this.#file}.1`);
    if (copy !== this.#copy) {
      // Rotated: the end of what stood in it is in the copy. What is new in it is read next time, when it is surely emptied.
      this.#copy = copy;
      this.#take(`${this.#file}.1`);
      this.#position = 0;
    } else {
      // Shorter than what was read, it was made anew.
      this.#position = Math.min(this.#position, sizeOf(this.#file));
      this.#take(this.#file);
    }
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  #take(file: string): void {
    const added = readFrom(file, this.#position);
    this.#position += added.length;
    this.#rest += this.#decoder.write(added);
  }
}

/** Every rotation makes a new file of the copy, while that of the one before still is there. */
function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

function readFrom(file: string, position: number): Buffer {
  const length = sizeOf(file) - position;
  if (length <= 0) return Buffer.alloc(0);
  const buffer = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  const read = readSync(descriptor, buffer, 0, length, position);
  closeSync(descriptor);
  return buffer.subarray(0, read);
}

function startOfLast(bytes: Buffer, lines: number): number {
  let start = bytes.length - 1;
  for (let n = 0; n < lines && start > 0; n++) start = bytes.lastIndexOf('\n', start - 1);
  return Math.max(0, start + 1);
}
