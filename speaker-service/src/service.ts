import { createEmailDigest, type KeySource, remoteKeys, verifiedEmailRule } from '@ems/chassis/auth';
import { pageBaseOf, requiresVerifiedEmail } from '@ems/chassis/config';
import { createLogger } from '@ems/chassis/log';
import { composeService } from '@ems/chassis/service';
import { messages, problems } from '@ems/contracts';
import type { Config } from './config';
import { speakerRpc } from './grpc/speaker-rpc';
import { subscriptions } from './messaging/subscriptions';
import { appearanceRoutes } from './modules/appearances';
import { availabilityRoutes } from './modules/availability';
import { eventSpeakerRoutes } from './modules/event-speakers';
import { invitationRoutes } from './modules/invitations';
import { mergeRoutes, redirectMergedProfiles } from './modules/merges';
import { contactsJob, speakerRoutes } from './modules/speakers';
import { suggestionRoutes } from './modules/suggestions';
import { missedSchedulesJob } from './replicas/missed-schedules';
import { openDatabase } from './shared/database';
import { emailDigestJob } from './shared/email-digests';
import { problem } from './shared/problem';

export type SpeakerService = ReturnType<typeof createSpeakerService>;

export function createSpeakerService(config: Config, overrides: { keys?: KeySource } = {}) {
  const logger = createLogger('speaker-service', config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL);
  const emailDigest = createEmailDigest(config.EMAIL_DIGEST_KEY);
  const grpc = speakerRpc({ database, config, logger });

  const service = composeService({
    name: 'speaker-service',
    config,
    logger,
    database,
    keys: overrides.keys ?? remoteKeys(config.JWKS_URL),
    messages,
    problems,
    subscriptions: subscriptions(emailDigest),
    routes: redirectMergedProfiles(database, [
      ...speakerRoutes({ database, pageBase: pageBaseOf(config) }),
      ...availabilityRoutes({ database }),
      ...invitationRoutes({
        database,
        emailDigest,
        policy: {
          key: config.INVITATION_KEY,
          requireVerifiedEmail: verifiedEmailRule(requiresVerifiedEmail(config), () =>
            problem('user.email-unverified', 'Whoever invites people by mail has to have a verified address.'),
          ),
          maxADay: config.INVITATIONS_PER_DAY,
        },
      }),
      ...suggestionRoutes({ database }),
      ...eventSpeakerRoutes({ database }),
      ...mergeRoutes(),
      ...appearanceRoutes({ database }),
    ]),
    warmUp: () => ['/speakers?limit=5'],
    components: [
      emailDigestJob(database, emailDigest, logger),
      contactsJob(database, logger),
      missedSchedulesJob(database, logger),
      { name: 'gRPC', start: grpc.start, stop: () => grpc.stop() },
    ],
  });
  return { ...service, grpcPort: grpc.port };
}
