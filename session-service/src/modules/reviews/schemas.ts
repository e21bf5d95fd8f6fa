import { pageOf, recorded, textBlock } from '@ems/chassis/http';
import { z } from 'zod';
import type { Review } from '../../generated/prisma/client';
import { isoDates } from '../../shared/iso-dates';

export const reviewBody = z.strictObject({
  score: z.int().min(1).max(5).describe('From 1, the lowest, to 5'),
  comment: textBlock(5_000).default('').describe('For the team'),
});
export type ReviewBody = z.infer<typeof reviewBody>;

export const reviewView = z
  .object({
    sessionId: z.uuid().describe('Of the session'),
    reviewerId: z.uuid().describe('Whose review it is'),
    score: z.int().describe('From 1, the lowest, to 5'),
    comment: z.string().describe('For the team'),
    conflictOfInterest: z
      .boolean()
      .describe("Since it was given, its author became one of the session's own people: it does not count"),
    ...recorded,
  })
  .meta({ id: 'Review' });

export const reviewsView = pageOf(reviewView)
  .extend({
    summary: z
      .object({
        count: z.int().describe('How many there are'),
        averageScore: z.number().nullable().describe('Null where there is none'),
      })
      .describe('Of all reviews that count, not of this page'),
  })
  .meta({ id: 'ReviewList' });

export const toReviewView = (review: Review): z.infer<typeof reviewView> => isoDates(review);
