import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { blocksIn, openReader, pages, type Reader } from './reader';

const minute = 60_000;

test.each(pages)('every block of %s says whether it is to be run (sh) or read (text, json)', page => {
  const unclear = blocksIn(page).filter(({ language }) => !/^(sh|text|json)$/.test(language));
  expect(unclear.map(({ place }) => place)).toEqual([]);
});

describe('a newcomer who does what the pages say, on a machine without a system', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await openReader('ems-docs');
  }, 5 * minute);
  afterAll(() => reader?.close(), 5 * minute);

  test.each(['README.md', 'API.md'] as const)('%s works from top to bottom', page => reader.read(page), 20 * minute);

  test(
    'Ctrl-C, or docker compose down, stops it all',
    async () => {
      await reader.stopSystem();
      await expect(fetch(`${reader.gateway}/health/live`)).rejects.toThrow();
    },
    2 * minute,
  );
});
