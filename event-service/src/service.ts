import { type KeySource, remoteKeys } from '@ems/chassis/auth';
import { pageBaseOf } from '@ems/chassis/config';
import { createLogger } from '@ems/chassis/log';
import { composeService } from '@ems/chassis/service';
import { messages, problems } from '@ems/contracts';
import type { Config } from './config';
import { createClients } from './grpc';
import { subscriptions } from './messaging/subscriptions';
import { calendarRoutes } from './modules/calendars';
import { checkInRoutes } from './modules/check-ins';
import { completionJob, eventRoutes, redirectOldSlugs } from './modules/events';
import { exportRoutes } from './modules/exports';
import { memberRoutes, offerCleanupJob, offerRoutes } from './modules/members';
import { pageHeads } from './modules/pages';
import { registrationRoutes, ticketRoutes } from './modules/registrations';
import { createScheduleCache, scheduleRoutes } from './modules/schedule';
import { openDatabase } from './shared/database';
import { linksOf } from './shared/links';

export type EventService = ReturnType<typeof createEventService>;

export function createEventService(config: Config, overrides: { keys?: KeySource } = {}) {
  const logger = createLogger('event-service', config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL);
  const links = linksOf(config);
  const pageBase = pageBaseOf(config);
  const clients = createClients(config);
  // Without a broker no message invalidates the cache.
  const schedules = createScheduleCache({ database, clients }, config.AMQP_URL === '' ? 0 : 30_000);

  return composeService({
    name: 'event-service',
    config,
    logger,
    database,
    keys: overrides.keys ?? remoteKeys(config.JWKS_URL),
    messages,
    problems,
    subscriptions,
    inner: pageHeads({ database, schedules, links }),
    routes: redirectOldSlugs(database, [
      // Before what takes `offers` for an event.
      ...offerRoutes({ database }),
      ...eventRoutes({ database, clients, pageBase }),
      ...registrationRoutes({ database }),
      ...ticketRoutes({ database, publicUrl: config.PUBLIC_URL }),
      ...checkInRoutes(),
      ...calendarRoutes({ database, links }),
      ...memberRoutes({ database }),
      ...scheduleRoutes({ database, schedules, pageBase }),
      ...exportRoutes({ database, schedules, links }),
    ]),
    components: [
      { name: 'session-service', stop: clients.sessions.close },
      { name: 'speaker-service', stop: clients.speakers.close },
      completionJob(database, logger),
      offerCleanupJob(database, logger),
    ],
  });
}
