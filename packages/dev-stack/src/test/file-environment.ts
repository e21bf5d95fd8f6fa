import { TestEnvironment } from 'jest-environment-node';

type Context = ConstructorParameters<typeof TestEnvironment>;

const own = { exit: process.exit, console: globalThis.console };

/**
 * Jest's environment, in which a test file has the true globals instead of those of a context that is made for it: what is
 * loaded for one file then serves the next (see {@link runFile}), and an `Error` is one wherever it comes from.
 */
export default class FileEnvironment extends TestEnvironment {
  constructor(...[config, context]: Context) {
    super(config, context);
    const { moduleMocker, fakeTimersModern } = this;
    this.global = globalThis as typeof this.global;
    if (!moduleMocker || !fakeTimersModern) return;
    const [Mocker, Timers] = [moduleMocker.constructor, fakeTimersModern.constructor];
    this.moduleMocker = Reflect.construct(Mocker, [globalThis]);
    this.fakeTimersModern = Reflect.construct(Timers, [{ config: config.projectConfig, global: globalThis }]);
  }

  /** Takes back what Jest has set in the true globals for this file. */
  override async teardown(): Promise<void> {
    await super.teardown();
    process.exit = own.exit;
    globalThis.console = own.console;
    // As jest.setTimeout sets it.
    Reflect.deleteProperty(globalThis, Symbol.for('TEST_TIMEOUT_SYMBOL'));
  }
}
