import { createHash } from 'node:crypto';
import type { Reply } from '@ems/client/src';

interface Creation<T> {
  /** Says which thing it is: the same whoever makes it, and whenever. */
  name: readonly unknown[];
  post: (headers: { 'Idempotency-Key': string }) => Promise<Reply<T>>;
  /** What was made before, as it is now; undefined where it is gone. */
  find: (made: T) => Promise<T | undefined>;
}

/**
 * Makes what the system would make as often as it is asked: by a key that follows from what it is, so that a run after one
 * that broke off, and one beside another, get what is there. What has been deleted since is made again.
 */
export async function makeOnce<T>({ name, post, find }: Creation<T>, attempt = 0): Promise<T> {
  const hash = createHash('sha256').update(JSON.stringify(['schedule-import', ...name, attempt]));
  const { data, response } = await post({ 'Idempotency-Key': hash.digest('hex').slice(0, 32) });
  const isReplayed = response.headers.get('Idempotency-Replayed') === 'true';
  const found = isReplayed ? await find(data) : data;
  return found ?? makeOnce({ name, post, find }, attempt + 1);
}
