import { isDeepStrictEqual } from 'node:util';
import { request } from '../data/api.ts';
import type { BenchRequest } from '../load/request.ts';
import type { Side } from '../measure/measurement.ts';
import { measureLoad, type Target } from '../targets/target.ts';
import type { BenchContext } from './case.ts';

/** A side that answers one GET again and again. */
export const readOf = (
  target: Target,
  { load }: Pick<BenchContext, 'load'>,
  read: BenchRequest,
  status = 200,
): Side => ({
  name: target.name,
  measure: seconds => measureLoad(target, () => load.repeat(target.origin, read, status, seconds)),
});

/**
 * Asks both sides for the same once. It also warms them up.
 * @param essence what of a reply must be the same, such as the ids in their order
 * @throws Error where the replies differ: then they do not do the same work
 */
export async function requireSameReply<T>(
  { system, monolith }: Pick<BenchContext, 'system' | 'monolith'>,
  read: BenchRequest,
  essence: (reply: T) => unknown,
): Promise<void> {
  const [own, other] = [
    essence(await request<T>(system.origin, read)),
    essence(await request<T>(monolith.target.origin, read)),
  ];
  if (isDeepStrictEqual(own, other)) return;
  throw new Error(
    `GET ${read.path}: the system and the monolith answer differently:\n${JSON.stringify(own).slice(0, 400)}\n${JSON.stringify(other).slice(0, 400)}`,
  );
}
