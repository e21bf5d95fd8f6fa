import { instantOut, pageOf, textBlock } from '@ems/chassis/http';
import { z } from 'zod';
import type { Review } from '../../generated/prisma/client';

export const reviewBody = z.strictObject({
  score: z.int().min(1).max(5),
  comment: textBlock(5_000).default(''),
});

export const reviewView = z
  .object({
    sessionId: z.uuid(),
    reviewerId: z.uuid(),
    score: z.int(),
    comment: z.string(),
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
  })
  .meta({ id: 'Review' });

export const reviewsView = z.object({
  ...pageOf(reviewView).shape,
  /** Of all reviews, not of this page. */
  summary: z.object({ count: z.int(), averageScore: z.number().nullable() }),
});

export const toReviewView = (review: Review): z.infer<typeof reviewView> => ({
  ...review,
  createdAt: review.createdAt.toISOString(),
  updatedAt: review.updatedAt.toISOString(),
});
