import type { RequireVerifiedEmail } from '@ems/chassis/auth';
import { forbidden } from '@ems/chassis/errors';
import { accepted, keyset, noContent, ok, pageOf, totalOf } from '@ems/chassis/http';
import { offerReply } from '@ems/contracts';
import type { EventMember } from '../../generated/prisma/client';
import { namesOf } from '../../replicas/contacts';
import type { EventDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { eventParams, eventView, findEvent, isOrganizer, requireVisibleEvent, teamRole, toEventView } from '../events';
import { removeMember, setMember, transferOwnership } from './member';
import { toOfferView } from './offer-routes';
import { memberBody, memberParams, memberQuery, memberView, ownershipBody, toMemberView } from './schemas';

const pages = keyset(['uuid'], ({ userId }: EventMember) => [userId]);

interface Dependencies {
  database: EventDatabase;
  requireVerifiedEmail: RequireVerifiedEmail;
}

/** Who has a role in an event, besides its owner. */
export const memberRoutes = ({ database, requireVerifiedEmail }: Dependencies) => [
  route({
    method: 'get',
    path: '/events/:id/members',
    operationId: 'listMembers',
    tag: 'Members',
    summary: 'List the members of an event',
    description: 'For members; their names for the team. The owner is none of them.',
    access: 'user',
    params: eventParams,
    query: memberQuery,
    replies: { 200: pageOf(memberView) },
    problems: ['forbidden'],
    handle: async ({ params, query: { cursor, limit, count, role }, caller }) => {
      const event = await findEvent(database.client, params.id);
      requireVisibleEvent(event, caller);
      const viewerRole = teamRole(event, caller);
      if (viewerRole === null) throw forbidden('Only the members of the event see who they are.');
      const after = pages.after(cursor);
      const where = { eventId: event.id, ...(role && { role }) };
      const rows = await database.client.eventMember.findMany({
        where: { ...where, ...(after && { userId: { gt: after[0] } }) },
        orderBy: { userId: 'asc' },
        take: limit + 1,
      });
      const total = await totalOf(count, take => database.client.eventMember.count({ where, take }));
      const names = isOrganizer(viewerRole)
        ? await namesOf(
            database.client,
            rows.map(({ userId }) => userId),
          )
        : undefined;
      const toView = (row: EventMember) => toMemberView(row, names && (names.get(row.userId) ?? null));
      return ok(pages.page(rows, limit, toView, total));
    },
  }),
  route({
    method: 'put',
    path: '/events/:id/members/:userId',
    operationId: 'setMemberRole',
    tag: 'Members',
    summary: 'Offer a role, or change that of a member',
    description: 'Who is no member yet becomes one by accepting the offer.',
    access: 'user',
    params: memberParams,
    body: memberBody,
    replies: { 200: memberView, 202: offerReply },
    problems: [
      'forbidden',
      'precondition-failed',
      'member.is-owner',
      'user.disabled',
      'user.email-unverified',
      'event.too-many-members',
    ],
    handle: ({ params, body, transact, ...change }) =>
      transact(async tx => {
        const { userId } = params;
        const result = await setMember(tx, params.id, change, { userId, role: body.role }, requireVerifiedEmail);
        if ('offer' in result) return accepted({ offer: toOfferView(result.offer, change.now) });
        const names = await namesOf(tx, [params.userId]);
        return ok(toMemberView(result.member, names.get(params.userId) ?? null));
      }),
  }),
  route({
    method: 'delete',
    path: '/events/:id/members/:userId',
    operationId: 'removeMember',
    tag: 'Members',
    summary: 'Remove a member',
    description: 'The owner removes anybody, members themselves.',
    access: 'user',
    params: memberParams,
    replies: { 204: null },
    problems: ['forbidden', 'precondition-failed'],
    handle: ({ params, transact, ...change }) =>
      transact(async tx => {
        await removeMember(tx, params.id, change, params.userId);
        return noContent();
      }),
  }),
  route({
    method: 'post',
    path: '/events/:id/ownership',
    operationId: 'transferOwnership',
    tag: 'Members',
    summary: 'Offer the ownership of an event',
    description:
      'The receiver becomes the owner by accepting the offer; an admin who names themselves does so at once.',
    access: 'user',
    scope: 'login',
    params: eventParams,
    body: ownershipBody,
    replies: { 200: eventView, 202: offerReply },
    problems: ['forbidden', 'precondition-failed', 'user.disabled', 'user.email-unverified'],
    handle: ({ params, body, transact, ...change }) =>
      transact(async tx => {
        const result = await transferOwnership(tx, params.id, change, body.userId, requireVerifiedEmail);
        if ('offer' in result) return accepted({ offer: toOfferView(result.offer, change.now) });
        return ok(toEventView(result.event, change));
      }),
  }),
];
