import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmailDigest } from '@ems/chassis/auth';
import { webUrlOf } from '@ems/chassis/config';
import { createLogger } from '@ems/chassis/log';
import { composeService } from '@ems/chassis/service';
import { messages, problems } from '@ems/contracts';
import type { Config } from './config';
import { subscriptions } from './messaging/subscriptions';
import { announcementRoutes } from './modules/announcements';
import {
  authRoutes,
  createTokens,
  emailRoutes,
  issueEmailChangeToken,
  issueOneTimeToken,
  passwordRoutes,
} from './modules/auth';
import { erasureRoutes } from './modules/erasure';
import { keyRoutes, loadKeys } from './modules/keys';
import { fileTransport, mailSender, smtpTransport } from './modules/mail';
import { createPasswords } from './modules/passwords';
import { personalTokenRoutes, tokenExchange } from './modules/personal-tokens';
import { createLimits } from './modules/throttle';
import { contactJob, emailDigestJob, firstAdmin, loadRevoked, userRoutes } from './modules/users';
import { cleanupJob } from './shared/cleanup-job';
import { openDatabase } from './shared/database';

export type UserService = ReturnType<typeof createUserService>;

export function createUserService(config: Config) {
  const logger = createLogger('user-service', config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL);
  const keys = loadKeys(config.KEYS_DIR, config.NODE_ENV, logger);
  const passwords = createPasswords(config.PASSWORD_COST);
  const tokens = createTokens(config.JWT_ISSUER, keys);
  const emailDigest = createEmailDigest(config.EMAIL_DIGEST_KEY);
  const limits = createLimits(database, config.RATE_LIMITS, emailDigest);
  const transport = config.SMTP_URL
    ? smtpTransport(config.SMTP_URL, config.MAIL_FROM)
    : fileTransport(config.MAIL_DIR || join(tmpdir(), 'ems-mail'), config.MAIL_FROM, logger);
  const { DATABASE_URL: databaseUrl } = config;

  return composeService({
    name: 'user-service',
    config,
    logger,
    database,
    keys: keys.find,
    revoked: caller => loadRevoked(database.sql, caller),
    messages,
    problems,
    subscriptions: subscriptions(emailDigest),
    routes: [
      ...authRoutes({ database, passwords, tokens, limits, emailDigest }),
      ...personalTokenRoutes(database),
      ...passwordRoutes({ database, passwords, limits }),
      ...emailRoutes({ database, passwords, limits, emailDigest }),
      ...userRoutes(database),
      ...erasureRoutes({ database, passwords, limits, emailDigest }),
      ...announcementRoutes(database, {
        perEvent: config.ANNOUNCEMENTS_PER_DAY,
        perPerson: config.MAILS_PER_ADDRESS_PER_DAY,
      }),
      ...keyRoutes(keys),
    ],
    inner: { '/token-exchange': tokenExchange({ database, tokens, limits }) },
    components: [
      passwords.component,
      ...firstAdmin({ config, database, passwords, emailDigest }, logger),
      keys.component,
      mailSender({
        database,
        databaseUrl,
        transport,
        issueToken: issueOneTimeToken,
        issueEmailChangeToken,
        webUrl: webUrlOf(config),
        logger,
      }),
      emailDigestJob(database, emailDigest, logger),
      contactJob(database, logger),
      cleanupJob(database, logger),
    ],
  });
}
