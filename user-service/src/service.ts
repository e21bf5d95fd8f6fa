import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@ems/chassis/log';
import { composeService, type Service } from '@ems/chassis/service';
import { messages } from '@ems/contracts';
import type { Config } from './config';
import { subscriptions } from './messaging/subscriptions';
import {
  authRoutes,
  createTokens,
  deviceRoutes,
  emailRoutes,
  ensureAdmin,
  issueToken,
  passwordRoutes,
} from './modules/auth';
import { erasureRoutes } from './modules/erasure';
import { keyRoutes, loadKeys } from './modules/keys';
import { fileTransport, mailSender, smtpTransport } from './modules/mail';
import { createPasswords } from './modules/passwords';
import { createLimits } from './modules/throttle';
import { adminRoutes, exportRoute, signedOutLately, userRoutes } from './modules/users';
import { openDatabase } from './shared/database';
import { tidyUp } from './shared/tidy-up';

export function createUserService(config: Config): Service {
  const logger = createLogger('user-service', config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL);
  const keys = loadKeys(config.KEYS_DIR, config.NODE_ENV, logger);
  const passwords = createPasswords(config.PASSWORD_COST);
  const tokens = createTokens(config.JWT_ISSUER, keys);
  const limits = createLimits(database, config.RATE_LIMITS);
  const transport = config.SMTP_URL
    ? smtpTransport(config.SMTP_URL, config.MAIL_FROM)
    : fileTransport(config.MAIL_DIR || join(tmpdir(), 'ems-mail'), config.MAIL_FROM, logger);
  const { DATABASE_URL: databaseUrl, PUBLIC_URL: publicUrl } = config;

  return composeService({
    name: 'user-service',
    config,
    logger,
    database,
    keys: keys.find,
    revoked: account => signedOutLately(database.read, account),
    messages,
    subscriptions,
    routes: [
      ...authRoutes({ database, passwords, tokens, limits }),
      ...passwordRoutes({ database, passwords, tokens, limits }),
      ...emailRoutes({ limits }),
      ...deviceRoutes({ database }),
      ...userRoutes({ database }),
      ...adminRoutes({ database }),
      exportRoute({ database }),
      ...erasureRoutes({ database, passwords, limits }),
      ...keyRoutes(keys),
    ],
    own: [
      passwords.part,
      { name: 'first admin', start: () => ensureAdmin(config, { database, passwords }) },
      keys.part,
      mailSender({ database, databaseUrl, transport, issueToken, publicUrl, logger }),
      tidyUp(database, logger),
    ],
  });
}
