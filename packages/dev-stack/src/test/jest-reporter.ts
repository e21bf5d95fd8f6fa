import { writeFileSync } from 'node:fs';
import {
  type AggregatedResult,
  DefaultReporter,
  type Reporter,
  type ReporterOnStartOptions,
  SummaryReporter,
  type Test,
  type TestCaseResult,
  type TestResult,
  VerboseReporter,
} from '@jest/reporters';
import type { TestCounts } from './test-summary.ts';

/** What the reporter is told, as JSON in the variable {@link REPORTER_VARIABLE}. */
export interface ReporterSettings {
  /** The sources of the compiled files. */
  sources: Record<string, string>;
  /** The file that gets the counts. */
  report: string;
}

/** What the report says of a file. */
export interface FileCounts extends TestCounts {
  /** Of its source. */
  path: string;
}

export const REPORTER_VARIABLE = 'TEST_REPORTER';

/** Jest's own report, in which files have the names that people type: those of their sources. */
export default class SourceReporter implements Reporter {
  readonly #settings: ReporterSettings = JSON.parse(process.env[REPORTER_VARIABLE] ?? '{"sources":{}}');
  readonly #files: DefaultReporter;
  readonly #summary: SummaryReporter;

  constructor(config: ConstructorParameters<typeof DefaultReporter>[0]) {
    this.#files = config.verbose ? new VerboseReporter(config) : new DefaultReporter(config);
    // Silent: it need not list once more which files have run.
    this.#summary = new SummaryReporter({ ...config, silent: true });
  }

  onRunStart(all: AggregatedResult, options: ReporterOnStartOptions): void {
    this.#files.onRunStart(all, options);
    this.#summary.onRunStart(all, options);
  }

  onTestStart(test: Test): void {
    this.#files.onTestStart(this.#testOf(test));
  }

  onTestCaseResult(test: Test, result: TestCaseResult): void {
    this.#files.onTestCaseResult(this.#testOf(test), result);
  }

  onTestResult(test: Test, result: TestResult, all: AggregatedResult): void {
    this.#files.onTestResult(this.#testOf(test), this.#resultOf(result), all);
  }

  onRunComplete(contexts: Parameters<SummaryReporter['onRunComplete']>[0], all: AggregatedResult): void {
    this.#files.onRunComplete();
    this.#summary.onRunComplete(contexts, { ...all, testResults: all.testResults.map(each => this.#resultOf(each)) });
    const files = all.testResults.map(({ testFilePath, numPassingTests: passed, numFailingTests, testExecError }) => ({
      path: this.#sourceOf(testFilePath),
      passed,
      failed: numFailingTests + (testExecError ? 1 : 0),
    }));
    writeFileSync(this.#settings.report, JSON.stringify(files satisfies FileCounts[]));
  }

  getLastError(): undefined {}

  // Jest needs its own objects unchanged, so the reporters get copies.

  #testOf(test: Test): Test {
    return { ...test, path: this.#sourceOf(test.path) };
  }

  #resultOf(result: TestResult): TestResult {
    // Whoever names a test need not read the names of all others.
    const testResults = result.testResults.filter(({ status }) => status !== 'pending');
    return { ...result, testResults, testFilePath: this.#sourceOf(result.testFilePath) };
  }

  #sourceOf(path: string): string {
    return this.#settings.sources[path] ?? path;
  }
}
