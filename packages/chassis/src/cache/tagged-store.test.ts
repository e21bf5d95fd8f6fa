import { expect, test } from '@jest/globals';
import { createTaggedStore, type Tagged } from './tagged-store';

const value = (...tags: string[]): Tagged => ({ tags });

function storeOf(values: Record<string, Tagged>) {
  const store = createTaggedStore<Tagged>(1_000);
  for (const [key, each] of Object.entries(values)) store.put(key, each, 1, store.moment());
  return { ...store, keys: () => Object.keys(values).filter(key => store.get(key)) };
}

const values = { one: value('event:1'), other: value('event:2'), list: value('event'), person: value('speaker:1') };

test.each([
  [['event:1'], ['other', 'person']],
  [['event:3'], ['one', 'other', 'person']],
  [['event'], ['person']],
  [['speaker', 'event:2'], ['one']],
  [[], ['one', 'other', 'list', 'person']],
])('a change of %j leaves %j', (tags, left) => {
  const store = storeOf(values);
  store.invalidate(tags);
  expect(store.keys()).toEqual(left);
});

test('what something was changed of since it was begun is not kept, and of anything else it is', () => {
  const store = storeOf({});
  const since = store.moment();
  store.invalidate(['event:1']);
  const keeps = (...tags: string[]) => store.put('key', value(...tags), 1, since);
  expect([keeps('event:1'), keeps('event'), keeps('event:2'), keeps('speaker')]).toEqual([false, false, true, true]);
  expect(store.put('key', value('event:1'), 1, store.moment())).toBe(true);
  store.invalidate(['event']);
  expect(keeps('event:2')).toBe(false);
});

test('what was begun before whatever may have changed, or before what is remembered, is not kept', () => {
  const store = storeOf(values);
  const since = store.moment();
  store.clear();
  expect(store.keys()).toEqual([]);
  expect(store.put('key', value('new:1'), 1, since)).toBe(false);
  const later = store.moment();
  store.invalidate(Array.from({ length: 2_000 }, (_, n) => `event:${n}`));
  store.invalidate(['speaker:1']);
  expect(store.put('key', value('event:0'), 1, later)).toBe(false);
});

test('what weighs more meanwhile gives way with its tags', () => {
  const store = createTaggedStore<Tagged>(10);
  const heavy = value('event:1');
  store.put('heavy', heavy, 1, 0);
  store.put('light', value('event:2'), 1, 0);
  store.weigh('heavy', heavy, 10);
  expect([store.get('heavy'), store.get('light')]).toEqual([heavy, undefined]);
  store.invalidate(['event:1']);
  expect(store.get('heavy')).toBeUndefined();
});
