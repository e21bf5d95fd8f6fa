import { createHash } from 'node:crypto';
import type { Reply } from '@ems/client/src';

interface Creation<T> {
  /** Says which thing it is: the same whoever makes it, and whenever. */
  name: readonly unknown[];
  post: (headers: { 'Idempotency-Key': string }) => Promise<Reply<T>>;
  /** Whether what was made before is there still. */
  isThere: (made: T) => Promise<boolean>;
}

/**
 * Makes what the system would make as often as it is asked: by a key that follows from what it is, so that a run after one
 * that broke off, and one beside another, get what is there. What has been deleted since is made again.
 */
export async function makeOnce<T>({ name, post, isThere }: Creation<T>, attempt = 0): Promise<T> {
  const key = createHash('sha256')
    .update(JSON.stringify(['schedule-import', ...name, attempt]))
    .digest('hex')
    .slice(0, 32);
  const { data, response } = await post({ 'Idempotency-Key': key });
  const isReplayed = response.headers.get('Idempotency-Replayed') === 'true';
  if (!isReplayed || (await isThere(data))) return data;
  return makeOnce({ name, post, isThere }, attempt + 1);
}
