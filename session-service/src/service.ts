import { type KeySource, remoteKeys, verifiedEmailRule } from '@ems/chassis/auth';
import { pageBaseOf, requiresVerifiedEmail } from '@ems/chassis/config';
import { createLogger } from '@ems/chassis/log';
import { composeService } from '@ems/chassis/service';
import { messages, problems } from '@ems/contracts';
import type { Config } from './config';
import { sessionRpc } from './grpc/session-rpc';
import { subscriptions } from './messaging/subscriptions';
import { conflictRoutes } from './modules/conflicts';
import { reviewRoutes } from './modules/reviews';
import { roomRoutes } from './modules/rooms';
import { scheduleRoutes } from './modules/schedule';
import { decisionRoutes, offerCleanupJob, offerRoutes, sessionRoutes } from './modules/sessions';
import { slotReadings, slotRoutes } from './modules/slots';
import { trackRoutes } from './modules/tracks';
import { missedSpeakersJob } from './replicas/missed-speakers';
import { openDatabase } from './shared/database';
import { problem } from './shared/problem';
import { warmUpPaths } from './shared/warm-up-paths';

export type SessionService = ReturnType<typeof createSessionService>;

export function createSessionService(config: Config, overrides: { keys?: KeySource } = {}) {
  const logger = createLogger('session-service', config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL);
  const grpc = sessionRpc({ database, config, logger });

  const service = composeService({
    name: 'session-service',
    config,
    logger,
    database,
    keys: overrides.keys ?? remoteKeys(config.JWKS_URL),
    messages,
    problems,
    subscriptions,
    routes: [
      ...roomRoutes({ database }),
      ...trackRoutes({ database }),
      // Before what takes `offers` for a session.
      ...offerRoutes({ database }),
      ...sessionRoutes({
        database,
        pageBase: pageBaseOf(config),
        requireVerifiedEmail: verifiedEmailRule(requiresVerifiedEmail(config), () =>
          problem('user.email-unverified', 'Verify the address of your account first.'),
        ),
      }),
      ...decisionRoutes({ database }),
      ...reviewRoutes({ database }),
      ...slotRoutes({ database }),
      ...conflictRoutes({ database }),
      ...scheduleRoutes({ database }),
    ],
    readings: [slotReadings(database)],
    warmUp: () => warmUpPaths(database),
    components: [
      { name: 'gRPC', start: grpc.start, stop: () => grpc.stop() },
      offerCleanupJob(database, logger),
      missedSpeakersJob(database, logger),
    ],
  });
  return { ...service, grpcPort: grpc.port };
}
