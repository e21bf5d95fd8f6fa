import { type KeySource, remoteKeys } from '@ems/chassis/auth';
import { createLogger } from '@ems/chassis/log';
import { composeService, type Service } from '@ems/chassis/service';
import { messages } from '@ems/contracts';
import type { Config } from './config';
import { speakerRpc } from './grpc/speaker-rpc';
import { subscriptions } from './messaging/subscriptions';
import { disabledAccounts } from './modules/accounts';
import { appearancesRoute } from './modules/appearances';
import { availabilityRoutes } from './modules/availability';
import { claimRoute, invitationRoutes } from './modules/invitations';
import { followMerges, mergeRoute } from './modules/merges';
import { speakerRoutes } from './modules/speakers';
import { openDatabase } from './shared/database';

export interface SpeakerService extends Service {
  grpcPort(): number;
}

export function createSpeakerService(config: Config, overrides: { keys?: KeySource } = {}): SpeakerService {
  const logger = createLogger('speaker-service', config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL);
  const grpc = speakerRpc({ database, config, logger });

  const service = composeService({
    name: 'speaker-service',
    config,
    logger,
    database,
    keys: overrides.keys ?? remoteKeys(config.JWKS_URL),
    revoked: account => disabledAccounts(database.read, account),
    messages,
    subscriptions,
    routes: followMerges(database, [
      ...speakerRoutes({ database }),
      ...availabilityRoutes({ database }),
      ...invitationRoutes({ database }),
      claimRoute({ database }),
      mergeRoute(),
      appearancesRoute({ database }),
    ]),
    own: [{ name: 'gRPC', start: grpc.start, stop: () => grpc.stop() }],
  });
  return { ...service, grpcPort: grpc.port };
}
