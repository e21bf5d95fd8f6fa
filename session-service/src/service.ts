import { type KeySource, remoteKeys } from '@ems/chassis/auth';
import { createLogger } from '@ems/chassis/log';
import { composeService, type Service } from '@ems/chassis/service';
import { messages } from '@ems/contracts';
import type { Config } from './config';
import { sessionRpc } from './grpc/session-rpc';
import { subscriptions } from './messaging/subscriptions';
import { disabledAccounts } from './modules/accounts';
import { conflictRoutes } from './modules/conflicts';
import { reviewRoutes } from './modules/reviews';
import { roomRoutes } from './modules/rooms';
import { scheduleRoutes } from './modules/schedule';
import { sessionRoutes } from './modules/sessions';
import { slotRoutes } from './modules/slots';
import { trackRoutes } from './modules/tracks';
import { openDatabase } from './shared/database';

export interface SessionService extends Service {
  grpcPort(): number;
}

export function createSessionService(config: Config, overrides: { keys?: KeySource } = {}): SessionService {
  const logger = createLogger('session-service', config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL);
  const grpc = sessionRpc({ database, config, logger });

  const service = composeService({
    name: 'session-service',
    config,
    logger,
    database,
    keys: overrides.keys ?? remoteKeys(config.JWKS_URL),
    revoked: account => disabledAccounts(database.read, account),
    messages,
    subscriptions,
    routes: [
      ...roomRoutes({ database }),
      ...trackRoutes({ database }),
      ...sessionRoutes({ database }),
      ...reviewRoutes({ database }),
      ...slotRoutes({ database }),
      ...conflictRoutes({ database }),
      ...scheduleRoutes({ database }),
    ],
    own: [{ name: 'gRPC', start: grpc.start, stop: () => grpc.stop() }],
  });
  return { ...service, grpcPort: grpc.port };
}
