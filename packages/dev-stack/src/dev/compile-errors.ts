import { log } from '../log.ts';

/** Shows what is wrong once, however often it is found again, and says when it is mended. */
export class CompileErrors {
  readonly #what: string;
  readonly #consequence: string;
  #shown = '';

  /** @param consequence what comes of it that they do not compile, the second half of a sentence; may be empty */
  constructor(what: string, consequence: string) {
    this.#what = what;
    this.#consequence = consequence;
  }

  /** @param output tsc's; empty when there is no error */
  report(output: string): void {
    if (output === this.#shown) return;
    if (output === '') log(`${this.#what}: compiled again`);
    else log(`${this.#what}: errors${this.#consequence}\n\n${output}\n`);
    this.#shown = output;
  }
}
