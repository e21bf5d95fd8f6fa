import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmailDigest, createSeal } from '@ems/chassis/auth';
import { requiresVerifiedEmail, webUrlOf } from '@ems/chassis/config';
import { createLogger } from '@ems/chassis/log';
import { composeService } from '@ems/chassis/service';
import { messages, problems } from '@ems/contracts';
import { type Config, dkimOf } from './config';
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
import { fileTransport, mailReadings, mailSender, smtpTransport } from './modules/mail';
import { noticeRenderer, notificationRoutes, unsubscribeRoutes } from './modules/notifications';
import { createPasswords } from './modules/passwords';
import { personalTokenRoutes, tokenExchange } from './modules/personal-tokens';
import { createLimits } from './modules/throttle';
import { contactJob, emailDigestJob, firstAdmin, loadRevoked, userRoutes } from './modules/users';
import { missedEventsJob } from './replicas/missed-events';
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
  const dkim = dkimOf(config);
  const transport = config.SMTP_URL
    ? smtpTransport(config.SMTP_URL, config.MAIL_FROM, dkim)
    : fileTransport(config.MAIL_DIR || join(tmpdir(), 'ems-mail'), config.MAIL_FROM, logger, dkim);
  const { DATABASE_URL: databaseUrl, NOTIFICATION_DELAY: delaySeconds } = config;
  const webUrl = webUrlOf(config);
  const unsubscribeSeal = createSeal(config.INVITATION_KEY, 'unsubscribe');
  const renderNotice = noticeRenderer({
    webUrl,
    publicUrl: config.PUBLIC_URL.replace(/\/+$/, ''),
    invitationKey: config.INVITATION_KEY,
    ticketSeal: createSeal(config.TICKET_KEY, 'ticket'),
    unsubscribeSeal,
    requiresVerifiedEmail: requiresVerifiedEmail(config),
  });

  return composeService({
    name: 'user-service',
    config,
    logger,
    database,
    keys: keys.find,
    revoked: caller => loadRevoked(database.sql, caller),
    messages,
    problems,
    subscriptions: subscriptions({ emailDigest, delaySeconds }),
    routes: [
      ...authRoutes({ database, passwords, tokens, limits, emailDigest }),
      ...personalTokenRoutes(database),
      ...passwordRoutes({ database, passwords, limits }),
      ...emailRoutes({ database, passwords, limits, emailDigest }),
      ...userRoutes(database),
      ...erasureRoutes({ database, passwords, limits, emailDigest }),
      ...notificationRoutes(database),
      ...unsubscribeRoutes({ unsubscribeSeal, webUrl }),
      ...announcementRoutes(database, {
        perEvent: config.ANNOUNCEMENTS_PER_DAY,
        perPerson: config.MAILS_PER_ADDRESS_PER_DAY,
      }),
      ...keyRoutes(keys),
    ],
    inner: { '/token-exchange': tokenExchange({ database, tokens, limits }) },
    readings: [mailReadings(database)],
    components: [
      passwords.component,
      ...firstAdmin({ config, database, passwords, emailDigest }, logger),
      keys.component,
      mailSender({
        database,
        databaseUrl,
        transport,
        perSecond: config.MAILS_PER_SECOND,
        issueToken: issueOneTimeToken,
        issueEmailChangeToken,
        emailDigest,
        webUrl,
        renderNotice,
        logger,
      }),
      emailDigestJob(database, emailDigest, logger),
      contactJob(database, logger),
      missedEventsJob(database, logger),
      cleanupJob(database, logger),
    ],
  });
}
