import { complain, say } from '../system/say.ts';

export interface Outcome {
  passed: number;
  failed: number;
}

/** Adds up what passed and what failed, over all suites and checks. */
export class Tally {
  #passed = 0;
  #failed = 0;

  get isGreen(): boolean {
    return this.#failed === 0;
  }

  /** Runs one part; a part that breaks counts as one failure and tells why. */
  async count(part: string, action: () => Promise<Outcome>): Promise<Outcome> {
    say(`${part} …`);
    const outcome = await action().catch((error: unknown): Outcome => {
      complain(error);
      return { passed: 0, failed: 1 };
    });
    this.#passed += outcome.passed;
    this.#failed += outcome.failed;
    say(`${part}: ${describe(outcome)}`);
    return outcome;
  }

  toString(): string {
    return describe({ passed: this.#passed, failed: this.#failed });
  }
}

function describe({ passed, failed }: Outcome): string {
  return `${passed} passed, ${failed} failed`;
}
