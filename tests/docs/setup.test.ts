import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { openReader, type Reader } from './reader';

const minute = 60_000;

describe('an operator who does what SETUP.md says', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await openReader('ems-docs-setup');
  }, 5 * minute);
  afterAll(() => reader?.close(), 5 * minute);

  test(
    'once the system runs, finds that it works from top to bottom',
    async () => {
      await reader.startSystem();
      await reader.read('SETUP.md');
    },
    20 * minute,
  );
});
