import { DomainError } from '@ems/chassis/errors';
import type { Reply } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionPeer, SpeakerPeer } from '../../grpc';

export interface Peers {
  sessions: SessionPeer;
  speakers: SpeakerPeer;
}

/** A part of a reply that its owner could not give: told, never passed off as empty. */
export const degradedPart = z
  .object({ part: z.enum(['sessions', 'speakers']), reason: z.literal('unavailable') })
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
  const parts = degraded.map(({ part }) => part).join(' and ');
  return {
    Warning: `199 event-service "${parts} are missing at the moment"`,
    'Cache-Control': `${isPrivate ? 'private' : 'public'}, max-age=2`,
  };
}
