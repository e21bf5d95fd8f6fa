import { createLogger } from '@ems/chassis/log';
import { composeService, type Service } from '@ems/chassis/service';
import { messages } from '@ems/contracts';
import type { Config } from './config';
import { subscriptions } from './messaging/subscriptions';
import { authRoutes, createPasswords, createTokens, ensureAdmin } from './modules/auth';
import { keyRoutes, loadKeys } from './modules/keys';
import { userRoutes } from './modules/users';
import { openDatabase } from './shared/database';

export function createUserService(config: Config): Service {
  const logger = createLogger('user-service', config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL);
  const keys = loadKeys(config.KEYS_DIR, config.NODE_ENV);
  const passwords = createPasswords();
  const tokens = createTokens(config.JWT_ISSUER, keys);

  return composeService({
    name: 'user-service',
    config,
    logger,
    database,
    keys: keys.find,
    messages,
    subscriptions,
    routes: [...authRoutes({ database, passwords, tokens }), ...userRoutes({ database }), ...keyRoutes(keys)],
    own: [{ name: 'first admin', start: () => ensureAdmin(config, { database, passwords }) }],
  });
}
