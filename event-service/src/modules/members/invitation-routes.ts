import { notFound } from '@ems/chassis/errors';
import { created, keyset, noContent, ok, pageOf, totalOf } from '@ems/chassis/http';
import type { Db, EventDatabase, Tx } from '../../shared/database';
import { route } from '../../shared/route';
import { eventParams, findEvent, requireOrganizer, requireVisibleEvent } from '../events';
import {
  acceptInvitation,
  findPending,
  findReceivedInvitation,
  type InvitationRules,
  inviteMember,
  type MemberInvitation,
  resendInvitation,
  withdrawInvitation,
} from './invitation';
import {
  invitationBody,
  invitationParams,
  invitationQuery,
  invitationView,
  receivedInvitationView,
  receivedParams,
  toInvitationView,
  toReceivedView,
} from './invitation-schemas';

const pages = keyset(['uuid'], ({ id }: MemberInvitation) => [id]);

interface Dependencies {
  database: EventDatabase;
  rules: InvitationRules;
}

async function eventOf(db: Db | Tx, { eventId }: MemberInvitation) {
  const event = await findEvent(db, eventId);
  if (!event) throw notFound('invitation');
  return event;
}

/** Roles that are offered to addresses, by mail. */
export const invitationRoutes = ({ database, rules }: Dependencies) => [
  // Before what takes `invitations` for an event.
  route({
    method: 'get',
    path: '/events/invitations/:invitationId',
    operationId: 'getReceivedMemberInvitation',
    tag: 'Members',
    summary: 'Get an invitation to a team',
    description: 'By the account that has verified the invited address; to all others there is none.',
    access: 'user',
    params: receivedParams,
    replies: { 200: receivedInvitationView },
    handle: async ({ params, caller, now }) => {
      const invitation = await findReceivedInvitation(database.client, params.invitationId, { caller, now });
      return ok(toReceivedView(invitation, await eventOf(database.client, invitation)));
    },
  }),
  route({
    method: 'post',
    path: '/events/invitations/:invitationId/accept',
    operationId: 'acceptMemberInvitation',
    tag: 'Members',
    summary: 'Accept an invitation to a team',
    description: 'By the account that has verified the invited address; to all others there is none.',
    access: 'user',
    scope: 'login',
    params: receivedParams,
    replies: { 200: receivedInvitationView },
    handle: ({ params, transact, ...change }) =>
      transact(async tx => {
        const invitation = await acceptInvitation(tx, params.invitationId, change);
        const view = toReceivedView(invitation, await eventOf(tx, invitation), 'accepted');
        return { ...ok(view), replayBody: { ...view, email: null } };
      }),
  }),
  route({
    method: 'post',
    path: '/events/:id/invitations',
    operationId: 'inviteMember',
    tag: 'Members',
    summary: 'Invite a member by mail',
    description:
      'By the owner. Whoever has the account with that verified address, now or within thirty days, can accept it. The same again changes nothing; ' +
      'another role takes its place.',
    access: 'user',
    params: eventParams,
    body: invitationBody,
    replies: { 200: invitationView, 201: invitationView },
    problems: ['forbidden', 'user.email-unverified', 'member-invitation.too-many', 'event.too-many-members'],
    handle: ({ params, body, transact, ...change }) =>
      transact(async tx => {
        const { isNew, invitation } = await inviteMember(tx, params.id, change, body, rules);
        const view = toInvitationView(invitation);
        const path = `/api/v1/events/${view.eventId}/invitations/${view.id}`;
        return { ...(isNew ? created(path, view) : ok(view)), replayBody: { ...view, email: null } };
      }),
  }),
  route({
    method: 'get',
    path: '/events/:id/invitations',
    operationId: 'listMemberInvitations',
    tag: 'Members',
    summary: 'List the pending invitations of an event',
    description: 'For the team.',
    access: 'user',
    params: eventParams,
    query: invitationQuery,
    replies: { 200: pageOf(invitationView) },
    problems: ['forbidden'],
    handle: async ({ params, query: { cursor, limit, count }, caller, now }) => {
      const event = await findEvent(database.client, params.id);
      requireVisibleEvent(event, caller);
      requireOrganizer(event, caller);
      const [after] = pages.after(cursor) ?? [];
      const where = { eventId: event.id, status: 'pending', expiresAt: { gt: now } } as const;
      const rows = await database.client.memberInvitation.findMany({
        where: { ...where, ...(after && { id: { gt: after } }) },
        orderBy: { id: 'asc' },
        take: limit + 1,
      });
      const total = await totalOf(count, take => database.client.memberInvitation.count({ where, take }));
      return ok(pages.page(rows, limit, row => toInvitationView(row), total));
    },
  }),
  route({
    method: 'get',
    path: '/events/:id/invitations/:invitationId',
    operationId: 'getMemberInvitation',
    tag: 'Members',
    summary: 'Get a pending invitation of an event',
    description: 'For the team.',
    access: 'user',
    params: invitationParams,
    replies: { 200: invitationView },
    problems: ['forbidden'],
    handle: async ({ params, caller, now }) => {
      const event = await findEvent(database.client, params.id);
      requireVisibleEvent(event, caller);
      requireOrganizer(event, caller);
      return ok(toInvitationView(await findPending(database.client, event.id, params.invitationId, now)));
    },
  }),
  route({
    method: 'post',
    path: '/events/:id/invitations/:invitationId/resend',
    operationId: 'resendMemberInvitation',
    tag: 'Members',
    summary: 'Send an invitation again',
    description: 'By the owner, three times within 24 hours.',
    access: 'user',
    params: invitationParams,
    replies: { 200: invitationView },
    problems: ['forbidden', 'user.email-unverified', 'member-invitation.resent'],
    handle: ({ params, transact, ...change }) =>
      transact(async tx => {
        const view = toInvitationView(await resendInvitation(tx, params, change, rules));
        return { ...ok(view), replayBody: { ...view, email: null } };
      }),
  }),
  route({
    method: 'delete',
    path: '/events/:id/invitations/:invitationId',
    operationId: 'withdrawMemberInvitation',
    tag: 'Members',
    summary: 'Withdraw an invitation',
    description: 'By the owner. The address goes with it.',
    access: 'user',
    params: invitationParams,
    replies: { 204: null },
    problems: ['forbidden'],
    handle: ({ params, transact, ...change }) =>
      transact(async tx => {
        await withdrawInvitation(tx, params, change);
        return noContent();
      }),
  }),
];
