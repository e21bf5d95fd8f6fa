import { forbidden } from '@ems/chassis/errors';
import { decodeCursor, idParams, ok, pageOf, pageQuery, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { teamRole } from '../events';
import { requireSeen, standingOf } from './access';
import { findSession } from './queries';
import { historyView } from './schemas';
import { toHistoryView } from './view';

const cursorKey = z.tuple([z.int()]);

export const historyRoutes = ({ database }: { database: SessionDatabase }) => [
  route({
    method: 'get',
    path: '/sessions/:id/history',
    summary: 'Who did what with a session, when and why',
    description: "For the session's own people and those of its event.",
    access: 'user',
    params: idParams,
    query: z.strictObject(pageQuery),
    replies: { 200: pageOf(historyView) },
    handle: async ({ params, query: { limit, cursor }, caller }) => {
      const session = await findSession(database.read, params.id);
      requireSeen(session, caller);
      const mayRead = standingOf(session, caller).parties.length > 0 || teamRole(session.event, caller) !== null;
      if (!mayRead) throw forbidden("Only its own people and its event's may see how a session came about.");
      const [after] = decodeCursor(cursorKey, cursor) ?? [0];
      const steps = await database.read.sessionHistory.findMany({
        where: { sessionId: session.id, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit + 1,
      });
      return ok(toPage(steps, limit, step => [Number(step.id)], toHistoryView));
    },
  }),
];
