import { expect, test } from '@jest/globals';
import { keyset } from './keyset';

const uuid = '01a217f2-2e30-77e8-b135-685d4f04c432';

/** A cursor with a good check, as no list gives it. */
const forge = (...key: unknown[]): string => {
  const list = keyset(['ascii'], () => key as unknown as [string]);
  return list.page([1, 2], 1, row => row, {}).page.nextCursor ?? '';
};

const lists = {
  uuid: keyset(['uuid'], () => [uuid]),
  timestamptz: keyset(['timestamptz', 'uuid'], () => ['2027-05-01T09:00:00.000Z', uuid]),
  int4: keyset(['int4', 'uuid'], () => [2 ** 31 - 1, uuid]),
  int8: keyset(['int8'], () => [2 ** 53 - 1]),
  float8: keyset(['float8', 'uuid'], () => [0.1, uuid]),
  epochMs: keyset(['epochMs', 'uuid'], () => [253_402_300_799_999, uuid]),
  secondsBefore: keyset(['secondsBefore', 'uuid'], () => [-1_809_162_000.123, uuid]),
  ascii: keyset(['ascii'], () => ['a b']),
  text: keyset(['text', 'uuid'], () => ['😀'.repeat(50), uuid]),
};

test.each(Object.entries(lists))('a list by %s takes the cursors that it gives', (_, list) => {
  const { nextCursor } = list.page([1, 2] as never[], 1, row => row, {}).page;
  expect(nextCursor).toMatch(/^[\w-]+\.[\w-]{8}$/);
  expect(list.after(nextCursor ?? '')).toBeDefined();
  expect(list.after(undefined)).toBeUndefined();
});

test.each<[keyof typeof lists, unknown[]]>([
  ['uuid', [uuid.toUpperCase()]],
  ['uuid', ['x']],
  ['uuid', [uuid, uuid]],
  ['uuid', []],
  ['uuid', [{ gt: uuid }]],
  ['timestamptz', ['0000-01-01T00:00:00.000Z', uuid]],
  ['timestamptz', ['2027-02-30T00:00:00.000Z', uuid]],
  ['timestamptz', ['2027-05-01T09:00:00Z', uuid]],
  ['timestamptz', [`2027-05-01T09:00:00.${'9'.repeat(100)}Z`, uuid]],
  ['timestamptz', ['+010000-01-01T00:00:00.000Z', uuid]],
  ['int4', [2 ** 31, uuid]],
  ['int4', [-1, uuid]],
  ['int4', [0.5, uuid]],
  ['int4', ['1', uuid]],
  ['int8', [2 ** 53]],
  ['float8', [null, uuid]],
  ['float8', ['0', uuid]],
  ['float8', [1e308, uuid]],
  ['float8', [-1e308, uuid]],
  ['float8', [5e-324, uuid]],
  ['epochMs', [8.64e15, uuid]],
  ['epochMs', [-8.64e15, uuid]],
  ['epochMs', [0.5, uuid]],
  ['secondsBefore', [-1e12, uuid]],
  ['secondsBefore', [1e11, uuid]],
  ['secondsBefore', [5e-324, uuid]],
  ['ascii', ['a\0']],
  ['ascii', ['ä']],
  ['ascii', ['a'.repeat(201)]],
  ['text', ['a\0', uuid]],
  ['text', ['\ud800', uuid]],
  ['text', ['a'.repeat(51), uuid]],
])('a list by %s takes no key %j', (type, key) => {
  expect(() => lists[type].after(forge(...key))).toThrow('does not fit this route');
});

test('nor one whose check is of another, or that is spelled otherwise', () => {
  const cursor = forge('a');
  const [key, check] = cursor.split('.');
  expect(lists.ascii.after(cursor)).toEqual(['a']);
  for (const wrong of [`${forge('b').split('.')[0]}.${check}`, key, `${cursor}.`, ` ${cursor}`, `${key}=.${check}`])
    expect(() => lists.ascii.after(wrong)).toThrow('does not fit this route');
});

test('of a list with several orders, each takes its own cursors alone', () => {
  const [up, down] = ['title', '-title'].map(order => keyset(['uuid'], () => [uuid], order));
  const { nextCursor } = up?.page([1, 2], 1, row => row, {}).page ?? {};
  expect(up?.after(nextCursor ?? '')).toEqual([uuid]);
  expect(() => down?.after(nextCursor ?? '')).toThrow('does not fit this route');
});
