import { z } from 'zod';
import { type ProblemRegistry, withFacts } from './define-problems';

/** How long an offer can be accepted. */
export const offerLifetimeMs = 30 * 24 * 60 * 60_000;

/**
 * What somebody must agree to before it is so: to own an event, to be a member of its team, or to be a speaker of a session.
 * event-service keeps the first two kinds, session-service the last.
 */
export const offer = z
  .object({
    id: z.uuid().describe('Of the offer'),
    kind: z
      .enum(['owner', 'member', 'session-speaker'])
      .describe('What is offered: an event, a role in it, or a part in a session'),
    eventId: z.uuid().describe('Of the event'),
    sessionId: z.uuid().nullable().describe('Of the session, where it is about one'),
    role: z.string().nullable().describe('Of a member or speaker'),
    binding: z.boolean().optional().describe('Of a speaker: whether they are held to one place at a time'),
    fromUserId: z.uuid().describe('Who offers'),
    toUserId: z.uuid().nullable().describe('Who is to agree'),
    status: z
      .enum(['pending', 'accepted', 'declined', 'expired', 'withdrawn'])
      .meta({ id: 'OfferStatus' })
      .describe('Whether it waits for an answer'),
    createdAt: z.iso.datetime().describe('When it was made'),
    expiresAt: z.iso.datetime().describe('Until when it can be accepted'),
  })
  .meta({ id: 'Offer' });

/** The answer to what takes effect once it is agreed to. */
export const offerReply = z.object({ offer }).meta({ id: 'OfferReply' });

export type Offer = z.infer<typeof offer>;

/** Which offers are listed: those to the caller, or those of the caller. */
export const offerDirection = z.enum(['received', 'sent']).default('received').describe('Those to me, or those of me');

/** An offer expires by the clock, and is stored as pending. */
export const offerStatus = <Status extends Offer['status']>(
  { status, expiresAt }: { status: Status; expiresAt: Date },
  now: Date,
): Status | 'expired' => (status === 'pending' && expiresAt <= now ? 'expired' : status);

export const offerProblems = {
  'offer.not-pending': {
    kind: 'conflict',
    meaning: 'The offer is accepted, declined, withdrawn or expired already; see `offerStatus`.',
    advice: 'Ask for a new offer.',
    ...withFacts({ offerStatus: offer.shape.status }, { offerStatus: 'accepted' }),
  },
} as const satisfies ProblemRegistry;
