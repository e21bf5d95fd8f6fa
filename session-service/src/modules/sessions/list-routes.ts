import { unauthenticated } from '@ems/chassis/errors';
import { decodeCursor, idParams, ok, pageOf, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { requireSeen } from './access';
import { findSession, sessionParts } from './queries';
import { sessionView } from './schemas';
import { searchSessions, sessionsQuery } from './search';
import { toSessionView } from './view';

const cursorKey = z.tuple([z.int(), z.uuid()]);

export const listRoutes = ({ database }: { database: SessionDatabase }) => [
  route({
    method: 'get',
    path: '/sessions',
    summary: 'Find sessions',
    description:
      'Everyone sees what is confirmed; submitters and speakers see their own, and a team all of its event. ' +
      '`q` searches titles, abstracts and descriptions, what fits best comes first; `from` and `to` ask for a slot in ' +
      'that time.',
    access: 'public',
    query: sessionsQuery,
    replies: { 200: pageOf(sessionView) },
    handle: async ({ query: { limit, cursor, ...filter }, caller }) => {
      if (filter.mine && !caller) throw unauthenticated('Log in to see what is yours.');
      const [rank = 0, id] = decodeCursor(cursorKey, cursor) ?? [];
      const found = await searchSessions(database.read, filter, caller, id ? { rank, id } : undefined, limit + 1);
      const { data, page } = toPage(
        found,
        limit,
        one => [one.rank, one.id],
        one => one.id,
      );
      const sessions = await database.read.session.findMany({ where: { id: { in: data } }, include: sessionParts });
      const byId = new Map(sessions.map(session => [session.id, toSessionView(session, caller)]));
      return ok({ data: data.flatMap(one => byId.get(one) ?? []), page });
    },
  }),
  route({
    method: 'get',
    path: '/sessions/:id',
    summary: 'One session',
    access: 'public',
    params: idParams,
    replies: { 200: sessionView },
    handle: async ({ params, caller }) => {
      const session = await findSession(database.read, params.id);
      requireSeen(session, caller);
      return ok(toSessionView(session, caller));
    },
  }),
];
