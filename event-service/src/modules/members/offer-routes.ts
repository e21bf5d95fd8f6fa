import { idParams, keyset, noContent, ok, pageOf, pageQuery, totalOf } from '@ems/chassis/http';
import { type Offer as OfferView, offer, offerDirection, offerStatus } from '@ems/contracts';
import { z } from 'zod';
import type { Offer, Prisma } from '../../generated/prisma/client';
import type { EventDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { answerOffer } from './member';
import { withdrawOffer } from './offer';

const pages = keyset(['timestamptz', 'uuid'], (row: Offer) => [row.createdAt.toISOString(), row.id]);

export const toOfferView = ({ version: _, ...row }: Offer, now: Date): OfferView => ({
  ...row,
  sessionId: null,
  status: offerStatus(row, now),
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});

const olderThan = ([createdAt, id]: [string, string]): Prisma.OfferWhereInput => ({
  OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }],
});

const answers = [
  { verb: 'accept', answer: 'accepted', summary: 'Accept an offer of an event' },
  { verb: 'decline', answer: 'declined', summary: 'Decline an offer of an event' },
] as const;

/** What people have been offered in events: a role, or the ownership. */
export const offerRoutes = ({ database }: { database: EventDatabase }) => [
  route({
    method: 'get',
    path: '/events/offers',
    operationId: 'listEventOffers',
    tag: 'Members',
    summary: 'List my offers of events',
    description: 'The newest first.',
    access: 'user',
    query: z.strictObject({ ...pageQuery, direction: offerDirection }),
    replies: { 200: pageOf(offer) },
    handle: async ({ query: { cursor, limit, count, direction }, caller, now }) => {
      const after = pages.after(cursor);
      const [me, others] = [caller.userId, { not: caller.userId }];
      // What somebody has agreed to by doing it themselves was never offered.
      const mine = direction === 'sent' ? { fromUserId: me, toUserId: others } : { toUserId: me, fromUserId: others };
      const rows = await database.client.offer.findMany({
        where: { ...mine, ...(after && olderThan(after)) },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      });
      const total = await totalOf(count, take => database.client.offer.count({ where: mine, take }));
      return ok(pages.page(rows, limit, row => toOfferView(row, now), total));
    },
  }),
  ...answers.map(({ verb, answer, summary }) =>
    route({
      method: 'post',
      path: `/events/offers/:id/${verb}`,
      operationId: `${verb}EventOffer`,
      tag: 'Members',
      summary,
      description: 'By who was offered it. To answer in the same way again changes nothing.',
      access: 'user',
      scope: 'login',
      params: idParams,
      replies: { 200: offer },
      problems: ['offer.not-pending'],
      handle: ({ params, transact, ...change }) =>
        transact(async tx => ok(toOfferView(await answerOffer(tx, params.id, change, answer), change.now))),
    }),
  ),
  route({
    method: 'delete',
    path: '/events/offers/:id',
    operationId: 'withdrawEventOffer',
    tag: 'Members',
    summary: 'Withdraw an offer of an event',
    description: 'By who made it, or the owner of the event.',
    access: 'user',
    params: idParams,
    replies: { 204: null },
    problems: ['offer.not-pending'],
    handle: ({ params, transact, ...change }) =>
      transact(async tx => {
        await withdrawOffer(tx, params.id, change);
        return noContent();
      }),
  }),
];
