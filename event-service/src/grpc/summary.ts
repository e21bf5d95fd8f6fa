import { sessionStatus } from '@ems/contracts';
import { z } from 'zod';
import { enumName, orNull } from './reply-fields';

/** What session-service counts of an event; a status that only a newer server knows is left out. */
export const summaryReply = z.object({
  sessions: z.array(
    z
      .object({
        track_id: orNull,
        status: enumName('SESSION_STATUS_', sessionStatus.options, null),
        count: z.int(),
      })
      .transform(({ track_id: trackId, status, count }) => ({ trackId, status, count })),
  ),
  tracks: z.array(z.object({ id: z.uuid(), name: z.string() })),
  reviews: z
    .object({ count: z.int(), average_score: z.number(), reviewed_sessions: z.int() })
    .transform(({ count, average_score, reviewed_sessions: reviewedSessions }) => ({
      count,
      averageScore: count === 0 ? null : average_score,
      reviewedSessions,
    })),
});

export type SummaryReply = z.infer<typeof summaryReply>;
