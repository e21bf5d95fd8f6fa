import { forbidden, notFound } from '@ems/chassis/errors';
import { created, decodeCursor, noContent, ok, pageOf, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { eventParams, eventView, findEvent, lockEvent, maySee, requireOwner, roleIn, toEventView } from '../events';
import { findMember, handOver, removeMember, setMember } from './change-members';
import { memberBody, memberParams, memberQuery, memberView, ownershipBody, toMemberView } from './schemas';

const cursorSchema = z.tuple([z.uuid()]);

/** Who, besides its owner, is something to an event. */
export const memberRoutes = ({ database }: { database: EventDatabase }) => [
  route({
    method: 'get',
    path: '/events/:id/members',
    summary: 'The members of an event; seen by themselves, its owner and admins',
    access: 'user',
    params: eventParams,
    query: memberQuery,
    replies: { 200: pageOf(memberView) },
    handle: async ({ params, query: { cursor, limit, role }, caller }) => {
      const event = await findEvent(database.read, params.id);
      if (!event || !maySee(event, caller)) throw notFound('event');
      if (roleIn(event, caller) === null) throw forbidden('Only the people of the event see who they are.');
      const after = decodeCursor(cursorSchema, cursor);
      const rows = await database.read.eventMember.findMany({
        where: { eventId: event.id, ...(role && { role }), ...(after && { userId: { gt: after[0] } }) },
        orderBy: { userId: 'asc' },
        take: limit + 1,
      });
      return ok(toPage(rows, limit, ({ userId }) => [userId], toMemberView));
    },
  }),
  route({
    method: 'put',
    path: '/events/:id/members/:userId',
    summary: 'Give somebody a role in an event',
    access: 'user',
    params: memberParams,
    body: memberBody,
    replies: { 200: memberView, 201: memberView },
    handle: ({ params, body, caller, requireFresh, transact }) =>
      transact(async tx => {
        const event = await lockEvent(tx, params.id);
        requireOwner(event, caller);
        const before = await findMember(tx, event.id, params.userId);
        requireFresh(before ? toMemberView(before) : { version: 0 });
        const view = toMemberView(await setMember(tx, event, before, { userId: params.userId, role: body.role }));
        return before ? ok(view) : created(`/api/v1/events/${event.id}/members/${params.userId}`, view);
      }),
  }),
  route({
    method: 'delete',
    path: '/events/:id/members/:userId',
    summary: 'Take somebody off an event, or leave it',
    access: 'user',
    params: memberParams,
    replies: { 204: null },
    handle: ({ params, caller, requireFresh, transact }) =>
      transact(async tx => {
        const event = await lockEvent(tx, params.id);
        if (!maySee(event, caller)) throw notFound('event');
        if (params.userId !== caller.userId) requireOwner(event, caller);
        const member = await findMember(tx, event.id, params.userId);
        if (member) requireFresh(toMemberView(member));
        await removeMember(tx, event, params.userId);
        return noContent();
      }),
  }),
  route({
    method: 'post',
    path: '/events/:id/ownership',
    summary: 'Hand an event over to another account; I stay as an organizer',
    access: 'user',
    params: eventParams,
    body: ownershipBody,
    replies: { 200: eventView },
    handle: ({ params, body, caller, requireFresh, transact }) =>
      transact(async tx => {
        const event = await lockEvent(tx, params.id);
        requireOwner(event, caller);
        requireFresh(toEventView(event, caller));
        return ok(toEventView(await handOver(tx, event, body.userId), caller));
      }),
  }),
];
