import { expect, test } from '@jest/globals';
import { toCsv } from './csv';

test('cells are quoted where commas, quotes or line ends are in them, and lines end with CRLF', async () => {
  expect(
    await toCsv(
      ['a', 'b'],
      [
        ['x,y', 'say "hi"'],
        ['two\nlines', null],
        [-1, '日本'],
      ],
    ),
  ).toBe('\uFEFFa,b\r\n"x,y","say ""hi"""\r\n"two\nlines",\r\n-1,日本\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('%j is text, not a formula', async text => {
  expect(await toCsv(['a'], [[text]])).toBe(`\uFEFFa\r\n'${text}\r\n`);
});
