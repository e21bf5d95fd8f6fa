import { reportError } from '../errors.ts';
import { log } from '../log.ts';

export interface TestCounts {
  passed: number;
  failed: number;
}

export function sum(counts: readonly TestCounts[]): TestCounts {
  return {
    passed: counts.reduce((all, { passed }) => all + passed, 0),
    failed: counts.reduce((all, { failed }) => all + failed, 0),
  };
}

/** Adds up what passed and what failed, over all suites and checks. */
export class TestSummary {
  #passed = 0;
  #failed = 0;

  get isGreen(): boolean {
    return this.#failed === 0;
  }

  /** Runs one suite or check; one that throws counts as one failure and is reported. */
  async count(name: string, run: () => Promise<TestCounts>): Promise<TestCounts> {
    log(`${name} …`);
    const counts = await run().catch((error: unknown): TestCounts => {
      reportError(error);
      return { passed: 0, failed: 1 };
    });
    this.#passed += counts.passed;
    this.#failed += counts.failed;
    log(`${name}: ${format(counts)}`);
    return counts;
  }

  /** Counts a failure that is no test's. */
  fail(reason: string): void {
    this.#failed++;
    console.error(`\n${reason}`);
  }

  toString(): string {
    return format({ passed: this.#passed, failed: this.#failed });
  }
}

function format({ passed, failed }: TestCounts): string {
  return `${passed} passed, ${failed} failed`;
}
