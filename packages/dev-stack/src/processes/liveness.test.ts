import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { watchLiveness } from './liveness.ts';

const limits = { intervalMs: 5, silenceMs: 40, startMs: 400 };

/** Resolves when the watch finds that the process hangs. */
function watched(isLive: () => Promise<boolean>) {
  const target = new EventTarget();
  const hung = once(target, 'hang');
  return { hung, end: watchLiveness(isLive, () => target.dispatchEvent(new Event('hang')), limits) };
}

test('a process that answered, and then answers no more, hangs', async () => {
  let answers = 3;
  let asked = 0;
  const { hung } = watched(async () => {
    asked++;
    return answers-- > 0;
  });
  // The watch keeps nobody from ending.
  const alive = setInterval(() => undefined, 1000);
  await hung;
  clearInterval(alive);
  assert.ok(asked >= 6);
});

test('a process that answers, or is stopped before it was silent for long, does not', async () => {
  let asked = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const { hung, end } = watched(async () => {
    if (++asked === 30) resolve();
    return asked % 2 === 0;
  });
  const alive = setInterval(() => undefined, 1000);
  await promise;
  clearInterval(alive);
  end();
  assert.equal(await Promise.race([hung.then(() => 'hung'), Promise.resolve('well')]), 'well');
});
