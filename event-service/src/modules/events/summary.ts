import type { Caller } from '@ems/chassis/auth';
import { type SessionStatus, sessionStatus } from '@ems/contracts';
import { z } from 'zod';
import type { Clients, SummaryReply } from '../../grpc';
import type { EventDatabase } from '../../shared/database';
import { type DegradedPart, degradedPart, undefinedIfUnavailable } from '../../shared/degraded';
import { requireOrganizer, requireVisibleEvent } from './access';
import { seatsOf } from './details';
import { closedBecause } from './registration-window';
import { findEvent } from './repository';
import { seats } from './schemas';

const statusCounts = Object.fromEntries(
  sessionStatus.options.map(status => [status, z.int().describe('How many sessions have this status')]),
) as Record<SessionStatus, z.ZodInt>;
const counts = {
  total: z.int().describe('How many there are'),
  byStatus: z.object(statusCounts).meta({ id: 'SessionsByStatus' }).describe('How many there are of each status'),
};

/** What a team's dashboard shows of an event. */
export const summaryView = z
  .object({
    eventId: z.uuid().describe('Of the event'),
    seats,
    registrationOpen: z.boolean().describe('Whether people can register now'),
    sessions: z
      .object({
        ...counts,
        byTrack: z
          .array(
            z
              .object({
                trackId: z.uuid().nullable().describe('Null for the sessions of no track'),
                name: z.string().nullable().describe('Of the track'),
                ...counts,
              })
              .meta({ id: 'SessionsOfTrack' }),
          )
          .meta({ description: 'Every track in order, then, if there are any, the sessions of no track' }),
      })
      .optional()
      .describe('By status and by track'),
    reviews: z
      .object({
        count: z.int().describe('How many there are'),
        averageScore: z.number().nullable().describe('Null where there is none'),
        reviewedSessions: z.int().meta({ description: 'How many sessions have at least one' }),
      })
      .optional()
      .meta({ description: 'Of those that count, without those with a `conflictOfInterest`' }),
    degraded: z.array(degradedPart).optional().describe('What is absent, as its service is unavailable'),
  })
  .meta({ id: 'EventSummary' });

type Counts = SummaryReply['sessions'];

const countsOf = (sessions: Counts) => {
  const of = (wanted: Counts) => wanted.reduce((sum, { count }) => sum + count, 0);
  const byStatus = sessionStatus.options.map(
    name => [name, of(sessions.filter(({ status }) => status === name))] as const,
  );
  return {
    total: of(sessions),
    byStatus: Object.fromEntries(byStatus) as Record<SessionStatus, number>,
  };
};

function sessionsOf({ sessions, tracks }: SummaryReply) {
  const trackless = sessions.filter(({ trackId }) => trackId === null);
  const byTrack = [
    ...tracks.map(({ id, name }) => ({ trackId: id, name, ...countsOf(sessions.filter(one => one.trackId === id)) })),
    ...(trackless.length > 0 ? [{ trackId: null, name: null, ...countsOf(trackless) }] : []),
  ];
  return { ...countsOf(sessions), byTrack };
}

/**
 * What the team sees at a glance; what session-service cannot tell at the moment is named, and absent.
 * @throws DomainError 404 for who may not know of the event, 403 for who is not of its team
 */
export async function summarizeEvent(
  { database, clients }: { database: EventDatabase; clients: Clients },
  ref: string,
  { caller, now }: { caller: Caller; now: Date },
): Promise<z.infer<typeof summaryView> & { degraded: DegradedPart[] }> {
  const event = await findEvent(database.client, ref);
  requireVisibleEvent(event, caller);
  requireOrganizer(event, caller);
  const found = await undefinedIfUnavailable(clients.sessions.summarizeEvent(event.id));
  const own = {
    eventId: event.id,
    seats: seatsOf(event),
    registrationOpen: closedBecause(event, now) === undefined,
  };
  if (found) return { ...own, sessions: sessionsOf(found), reviews: found.reviews, degraded: [] };
  return { ...own, degraded: (['sessions', 'reviews'] as const).map(part => ({ part, reason: 'unavailable' })) };
}
