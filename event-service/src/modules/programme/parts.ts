import { DomainError } from '@ems/chassis/errors';
import { instantOut, type Reply } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionPeer, SpeakerPeer } from '../../grpc';

export interface Peers {
  sessions: SessionPeer;
  speakers: SpeakerPeer;
}

/** A part of a reply that its owner could not give: told, never passed off as empty or new. */
export const degradedPart = z
  .object({
    part: z.enum(['sessions', 'speakers']),
    reason: z.literal('unavailable'),
    asOf: instantOut.optional().meta({ description: 'Shown as it was then; without it, the part is absent' }),
  })
  .meta({ id: 'DegradedPart' });

export type DegradedPart = z.infer<typeof degradedPart>;

/** @returns undefined in the place of what a peer that is away would have answered */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'unavailable') return undefined;
    throw error;
  }
}

/** Headers of a reply with parts missing: a warning (RFC 9111, 5.5 keeps the field's form), and nothing to keep for long. */
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
