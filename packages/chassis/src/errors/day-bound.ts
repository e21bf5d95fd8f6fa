import { tooManyRequests } from './domain-error';

const dayMs = 24 * 60 * 60_000;

/** From then on what was made is within a day. */
export const aDayBefore = (now: Date): Date => new Date(now.getTime() - dayMs);

/**
 * Bounds what may be made within a day.
 * @param newest of what was made since {@link aDayBefore}, the newest first and at most as many as may be
 * @throws DomainError 429 with the seconds after which the oldest of them is a day old
 */
export function requireFewerADay(
  newest: readonly { createdAt: Date }[],
  { most, now }: { most: number; now: Date },
  detail: string,
): void {
  const oldest = newest.at(-1);
  if (newest.length < most || !oldest) return;
  const seconds = Math.ceil((oldest.createdAt.getTime() - aDayBefore(now).getTime()) / 1_000);
  throw tooManyRequests(detail, Math.max(1, seconds));
}
