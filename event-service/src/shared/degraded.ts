import { toUnavailable } from '@ems/chassis/database';
import { isDomainError } from '@ems/chassis/errors';
import { instantOut, type Reply } from '@ems/chassis/http';
import { z } from 'zod';

/** A part of a reply that its service could not give: named, never passed off as empty or current. */
export const degradedPart = z
  .object({
    part: z.enum(['sessions', 'speakers', 'reviews']).describe('What is missing or old'),
    reason: z.enum(['unavailable', 'behind']).meta({ description: 'Behind: later changes may not be known yet' }),
    asOf: instantOut.optional().meta({ description: 'Shown as it was then; without it, the part is absent' }),
  })
  .meta({ id: 'DegradedPart' });

export type DegradedPart = z.infer<typeof degradedPart>;

/** @returns undefined where the service that was called, or our database, is unavailable; any other error is thrown */
export async function undefinedIfUnavailable<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isDomainError(toUnavailable(error), 'unavailable')) return undefined;
    throw error;
  }
}

/** Headers of a degraded reply: a warning (RFC 9111, 5.5 keeps the field's form), and two seconds in caches at most. */
export function degradedHeaders(degraded: readonly DegradedPart[], isPrivate: boolean): NonNullable<Reply['headers']> {
  if (degraded.length === 0) return {};
  const named = (parts: readonly DegradedPart[]) => parts.map(({ part }) => part).join(' and ');
  const missing = degraded.filter(({ asOf }) => asOf === undefined);
  const stale = degraded.filter(({ asOf }) => asOf !== undefined);
  const warnings = [
    ...(missing.length > 0 ? [`199 event-service "${named(missing)} are missing at the moment"`] : []),
    ...(stale.length > 0 ? [`110 event-service "${named(stale)} are as of ${stale[0]?.asOf}"`] : []),
  ];
  return { Warning: warnings.join(', '), 'Cache-Control': `${isPrivate ? 'private' : 'public'}, max-age=2` };
}
