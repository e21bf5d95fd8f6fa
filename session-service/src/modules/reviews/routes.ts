import { idParams, keyset, noContent, ok, pageQuery, totalOf } from '@ems/chassis/http';
import { z } from 'zod';
import type { Review } from '../../generated/prisma/client';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { findSession, requireReviewer } from '../sessions';
import { deleteReview, putReview } from './review';
import { reviewBody, reviewsView, reviewView, toReviewView } from './schemas';

const reviewPages = keyset(['uuid'], ({ reviewerId }: Review) => [reviewerId]);
const mine = '/sessions/:id/reviews/me';

export const reviewRoutes = ({ database: { client } }: { database: SessionDatabase }) => [
  route({
    method: 'put',
    path: mine,
    operationId: 'reviewSession',
    tag: 'Reviews',
    summary: 'Review a session',
    description: "For an event's reviewers and up; nobody reviews a session of their own.",
    access: 'user',
    params: idParams,
    body: reviewBody,
    replies: { 200: reviewView },
    problems: ['forbidden', 'precondition-failed'],
    handle: ({ params, body, transact, ...change }) =>
      transact(async tx => ok(toReviewView(await putReview(tx, params.id, change, body)))),
  }),
  route({
    method: 'delete',
    path: mine,
    operationId: 'deleteReview',
    tag: 'Reviews',
    summary: 'Delete my review',
    description: 'Also once its author has become one of the people of the session, or is no reviewer any more.',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    problems: ['forbidden', 'precondition-failed'],
    handle: ({ params, transact, ...change }) =>
      transact(async tx => {
        await deleteReview(tx, params.id, change);
        return noContent();
      }),
  }),
  route({
    method: 'get',
    path: '/sessions/:id/reviews',
    operationId: 'listReviews',
    tag: 'Reviews',
    summary: 'List the reviews of a session',
    description:
      "For an event's reviewers and up; never for the session's own people, whatever else they are. A review with a " +
      '`conflictOfInterest` is left out of the summary.',
    access: 'user',
    params: idParams,
    query: z.strictObject(pageQuery),
    replies: { 200: reviewsView },
    problems: ['forbidden'],
    handle: async ({ params: { id: sessionId }, query: { limit, cursor, count }, caller }) => {
      requireReviewer(await findSession(client, sessionId), caller);
      const [after] = reviewPages.after(cursor) ?? [];
      const reviews = await client.review.findMany({
        where: { sessionId, ...(after && { reviewerId: { gt: after } }) },
        orderBy: { reviewerId: 'asc' },
        take: limit + 1,
      });
      const { _count, _avg } = await client.review.aggregate({
        where: { sessionId, conflictOfInterest: false },
        _count: true,
        _avg: { score: true },
      });
      const total = await totalOf(count, take => client.review.count({ where: { sessionId }, take }));
      const page = reviewPages.page(reviews, limit, toReviewView, total);
      return ok({ ...page, summary: { count: _count, averageScore: _avg.score } });
    },
  }),
];
