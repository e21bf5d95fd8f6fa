import { type KeySource, remoteKeys } from '@ems/chassis/auth';
import { createLogger } from '@ems/chassis/log';
import { composeService, type Service } from '@ems/chassis/service';
import { messages } from '@ems/contracts';
import type { Config } from './config';
import { connectSessionPeer, connectSpeakerPeer } from './grpc';
import { subscriptions } from './messaging/subscriptions';
import { disabledAccounts } from './modules/accounts';
import { calendarRoutes } from './modules/calendars';
import { checkInRoutes } from './modules/check-ins';
import { completion, eventRoutes, impactRoute, patchRoute, stepRoutes } from './modules/events';
import { memberRoutes } from './modules/members';
import { createProgrammes } from './modules/programme';
import { registrationRoutes } from './modules/registrations';
import { exportRoutes, scheduleRoute } from './modules/schedule';
import { openDatabase } from './shared/database';

export function createEventService(config: Config, overrides: { keys?: KeySource } = {}): Service {
  const logger = createLogger('event-service', config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL);
  const sessions = connectSessionPeer(config.SESSION_GRPC_TARGET);
  const speakers = connectSpeakerPeer(config.SPEAKER_GRPC_TARGET);
  const peers = { sessions, speakers };
  // Nothing tells of changes where there is no broker.
  const programmes = createProgrammes({ database, peers }, config.AMQP_URL === '' ? 0 : 30_000);

  return composeService({
    name: 'event-service',
    config,
    logger,
    database,
    keys: overrides.keys ?? remoteKeys(config.JWKS_URL),
    revoked: account => disabledAccounts(database.read, account),
    messages,
    subscriptions,
    routes: [
      ...eventRoutes({ database, peers }),
      patchRoute({ database, sessions }),
      impactRoute({ database, sessions }),
      ...stepRoutes(),
      ...registrationRoutes({ database }),
      ...checkInRoutes(),
      ...calendarRoutes({ database, publicUrl: config.PUBLIC_URL }),
      ...memberRoutes({ database }),
      scheduleRoute({ database, programmes }),
      ...exportRoutes({ database, programmes, publicUrl: config.PUBLIC_URL }),
    ],
    own: [
      { name: 'session-service', stop: sessions.close },
      { name: 'speaker-service', stop: speakers.close },
      completion(database, logger),
    ],
  });
}
