import { decodeCursor, idParams, noContent, ok, pageQuery, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { findSession, requireReviewer } from '../sessions';
import { reviewBody, reviewsView, reviewView, toReviewView } from './schemas';
import { deleteReview, putReview } from './set-review';

const cursorKey = z.tuple([z.uuid()]);
const mine = '/sessions/:id/reviews/me';

export const reviewRoutes = ({ database: { read } }: { database: SessionDatabase }) => [
  route({
    method: 'put',
    path: mine,
    summary: 'Review a session',
    description: "For an event's reviewers and up; nobody reviews a session of their own.",
    access: 'user',
    params: idParams,
    body: reviewBody,
    replies: { 200: reviewView },
    handle: ({ params: { id: sessionId }, body, caller, requireFresh, transact }) =>
      transact(async tx => ok(toReviewView(await putReview(tx, { sessionId, caller, requireFresh }, body)))),
  }),
  route({
    method: 'delete',
    path: mine,
    summary: 'Take a review back',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    handle: ({ params: { id: sessionId }, caller, requireFresh, transact }) =>
      transact(async tx => {
        await deleteReview(tx, { sessionId, caller, requireFresh });
        return noContent();
      }),
  }),
  route({
    method: 'get',
    path: '/sessions/:id/reviews',
    summary: 'What reviewers think of a session',
    description: "For an event's reviewers and up; never for the session's own people, whatever else they are.",
    access: 'user',
    params: idParams,
    query: z.strictObject(pageQuery),
    replies: { 200: reviewsView },
    handle: async ({ params: { id: sessionId }, query: { limit, cursor }, caller }) => {
      requireReviewer(await findSession(read, sessionId), caller);
      const [after] = decodeCursor(cursorKey, cursor) ?? [];
      const reviews = await read.review.findMany({
        where: { sessionId, ...(after && { reviewerId: { gt: after } }) },
        orderBy: { reviewerId: 'asc' },
        take: limit + 1,
      });
      const { _count, _avg } = await read.review.aggregate({
        where: { sessionId },
        _count: true,
        _avg: { score: true },
      });
      const page = toPage(reviews, limit, review => [review.reviewerId], toReviewView);
      return ok({ ...page, summary: { count: _count, averageScore: _avg.score } });
    },
  }),
];
