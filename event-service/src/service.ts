import { createEmailDigest, createSeal, type KeySource, remoteKeys, verifiedEmailRule } from '@ems/chassis/auth';
import { pageBaseOf, requiresVerifiedEmail } from '@ems/chassis/config';
import { createLogger } from '@ems/chassis/log';
import { composeService } from '@ems/chassis/service';
import { messages, problems } from '@ems/contracts';
import type { Config } from './config';
import { createClients } from './grpc';
import { subscriptionsOf } from './messaging/subscriptions';
import { calendarRoutes } from './modules/calendars';
import { checkInRoutes } from './modules/check-ins';
import { completionJob, eventRoutes, redirectOldSlugs } from './modules/events';
import { exportRoutes } from './modules/exports';
import { invitationCleanupJob, invitationRoutes, memberRoutes, offerCleanupJob, offerRoutes } from './modules/members';
import { pageHeads } from './modules/pages';
import { heldSeatsJob, registrationRoutes, retentionJob, ticketRoutes } from './modules/registrations';
import {
  composedOf,
  createScheduleCache,
  currentServices,
  heartbeatReadings,
  loadNotedSpeakers,
  scheduleRoutes,
} from './modules/schedule';
import { seatReadings } from './modules/seats';
import { openDatabase } from './shared/database';
import { linksOf } from './shared/links';
import { problem } from './shared/problem';
import { warmUpPaths } from './shared/warm-up-paths';

export type EventService = ReturnType<typeof createEventService>;

export function createEventService(config: Config, overrides: { keys?: KeySource } = {}) {
  const logger = createLogger('event-service', config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL);
  const links = linksOf(config);
  const pageBase = pageBaseOf(config);
  const clients = createClients(config);
  const ticketSeal = createSeal(config.TICKET_KEY, 'ticket');
  const emailDigest = createEmailDigest(config.EMAIL_DIGEST_KEY);
  const verifiedOnly = requiresVerifiedEmail(config);
  const requireVerifiedEmail = verifiedEmailRule(verifiedOnly, () =>
    problem('user.email-unverified', 'This needs an account whose address is verified.'),
  );
  const invitations = { digest: emailDigest, requireVerifiedEmail, maxADay: config.INVITATIONS_PER_DAY };
  // Without a broker no message says what has changed elsewhere.
  const keptMs = config.AMQP_URL === '' ? 0 : 30_000;
  const schedules = createScheduleCache({ database, clients }, keptMs);

  return composeService({
    name: 'event-service',
    config,
    logger,
    database,
    keys: overrides.keys ?? remoteKeys(config.JWKS_URL),
    messages,
    problems,
    conditions: currentServices,
    subscriptions: subscriptionsOf(ticketSeal),
    inner: pageHeads({ database, schedules, links }),
    routes: redirectOldSlugs(database, [
      // Before what takes `offers` or `invitations` for an event.
      ...offerRoutes({ database }),
      ...invitationRoutes({ database, rules: invitations }),
      ...eventRoutes({
        database,
        clients,
        ticketSeal,
        pageBase,
        requireVerifiedEmail,
        loadSpeakers: (eventId, ids) => loadNotedSpeakers(eventId, ids, { database, clients }),
        composedNow: eventId => composedOf(eventId, Date.now() + keptMs),
      }),
      ...registrationRoutes({
        database,
        ticketSeal,
        emailDigest,
        verifiedOnly,
        mailsADay: config.MAILS_PER_ADDRESS_PER_DAY,
      }),
      ...ticketRoutes({ database, publicUrl: config.PUBLIC_URL }),
      ...checkInRoutes(),
      ...calendarRoutes({ database, links }),
      ...memberRoutes({ database, requireVerifiedEmail }),
      ...scheduleRoutes({ database, schedules, pageBase }),
      ...exportRoutes({ database, schedules, links }),
    ]),
    readings: [seatReadings(database), heartbeatReadings(database)],
    warmUp: () => warmUpPaths(database),
    components: [
      { name: 'session-service', stop: clients.sessions.close },
      { name: 'speaker-service', stop: clients.speakers.close },
      completionJob(database, logger),
      offerCleanupJob(database, logger),
      retentionJob(database, logger),
      invitationCleanupJob(database, logger),
      ...(verifiedOnly ? [heldSeatsJob(database, ticketSeal, logger)] : []),
    ],
  });
}
