import { idParams, keyset, noContent, ok, pageOf, pageQuery, totalOf } from '@ems/chassis/http';
import { offer, offerDirection } from '@ems/contracts';
import { z } from 'zod';
import type { Offer, Prisma } from '../../generated/prisma/client';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { findOverlapsOfSpeaker, slotTaken } from '../slots';
import { toOfferView } from './offer';
import { answerOffer, notYours, withdrawOffer } from './session-speakers';

const pages = keyset(['timestamptz', 'uuid'], (row: Offer) => [row.createdAt.toISOString(), row.id]);

const olderThan = ([createdAt, id]: [string, string]): Prisma.OfferWhereInput => ({
  OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }],
});

const answers = [
  { verb: 'accept', answer: 'accepted', summary: 'Accept an offer of a session' },
  { verb: 'decline', answer: 'declined', summary: 'Decline an offer of a session' },
] as const;

/** Which parts in sessions people have been offered. */
export const offerRoutes = ({ database: { client } }: { database: SessionDatabase }) => [
  route({
    method: 'get',
    path: '/sessions/offers',
    operationId: 'listSessionOffers',
    tag: 'Sessions',
    summary: 'List my offers of sessions',
    description: 'The newest first. Who has been offered a part may read its session.',
    access: 'user',
    query: z.strictObject({ ...pageQuery, direction: offerDirection }),
    replies: { 200: pageOf(offer) },
    handle: async ({ query: { cursor, limit, count, direction }, caller, now }) => {
      const after = pages.after(cursor);
      const [me, others] = [caller.userId, { not: caller.userId }];
      // What somebody has agreed to by doing it themselves was never offered.
      const mine = direction === 'sent' ? { fromUserId: me, toUserId: others } : { toUserId: me, fromUserId: others };
      const rows = await client.offer.findMany({
        where: { ...mine, ...(after && olderThan(after)) },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      });
      const total = await totalOf(count, take => client.offer.count({ where: mine, take }));
      return ok(pages.page(rows, limit, row => toOfferView(row, now), total));
    },
  }),
  ...answers.map(({ verb, answer, summary }) =>
    route({
      method: 'post',
      path: `/sessions/offers/:id/${verb}`,
      operationId: `${verb}SessionOffer`,
      tag: 'Sessions',
      summary,
      description:
        'By who was offered it. Whoever accepts agrees to speak at the event, whose team sees the address of their profile then. To answer ' +
        'in the same way again changes nothing.',
      access: 'user',
      scope: 'login',
      params: idParams,
      replies: { 200: offer },
      problems: ['offer.not-pending', 'slot.taken', 'slot.blocked'],
      handle: ({ params, transact, ...change }) =>
        transact(async tx => ok(toOfferView(await answerOffer(tx, params.id, change, answer), change.now)), {
          slot_speakers_no_overlap: () => overlapsOfOffer(client, params.id),
          speaker_present: notYours,
        }),
    }),
  ),
  route({
    method: 'delete',
    path: '/sessions/offers/:id',
    operationId: 'withdrawSessionOffer',
    tag: 'Sessions',
    summary: 'Withdraw an offer of a session',
    description: "By who made it, or the event's team.",
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

async function overlapsOfOffer(client: SessionDatabase['client'], id: string) {
  const { sessionId, speakerId } = await client.offer.findUniqueOrThrow({ where: { id } });
  return slotTaken(await findOverlapsOfSpeaker(client, sessionId, speakerId));
}
