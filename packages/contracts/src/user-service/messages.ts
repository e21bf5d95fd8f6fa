import { z } from 'zod';
import { defineMessage } from '../define-message';
import { relayHeartbeat } from '../relay-heartbeat';
import { restatementRequested } from '../restatement-requested';
import { timelineStarted } from '../timeline-started';
import { userLanguage, userRole, userStatus } from './enums';

const consumers = ['event-service', 'session-service', 'speaker-service'];

const emailDigest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe(
    'Of the address in lower case, by HMAC-SHA256 with EMAIL_DIGEST_KEY, hexadecimal: finds it where somebody else has entered it',
  );

/** What others may know of an account: no name and no address. */
const account = z.object({
  id: z.uuid().describe('Id of the account'),
  role: z.enum(userRole.options).describe('Role of the account'),
  status: z.enum(userStatus.options).describe('Status of the account; a disabled one cannot log in'),
  emailVerified: z.boolean().optional().describe('Whether who has the account has shown that the mailbox is theirs'),
  emailDigest: emailDigest.optional(),
  signedOutAt: z.iso
    .datetime()
    .nullable()
    .optional()
    .describe(
      'Access tokens issued up to then are no longer valid: logged out everywhere, disabled, erased, or lost a role',
    ),
  secretsEndedAt: z.iso
    .datetime()
    .nullable()
    .optional()
    .describe(
      'Secrets that were derived from the account up to then, such as calendar feeds, are no longer valid either',
    ),
});
const accountState = account.meta({ id: 'AccountState' });

export type AccountState = z.infer<typeof accountState>;

const accountFact = (name: string, fact: string) => defineMessage(`user.${name}.v1`, fact, consumers, accountState);

export const userRegistered = accountFact('registered', 'Somebody has an account.');
export const userUpdated = accountFact(
  'updated',
  'What others may know of an account has changed, or its logins ended.',
);
export const userDisabled = accountFact('disabled', 'An account can no longer be used.');

export const userContactChanged = defineMessage(
  'user.contact-changed.v1',
  'Who has an account is called or reached otherwise, or reads another language.',
  ['event-service'],
  z
    .object({
      id: z.uuid().describe('Id of the account'),
      name: z.string().describe('Name of the person'),
      email: z.string().describe('Where the person gets mail'),
      language: z.enum(userLanguage.options).describe('Which language the person reads'),
    })
    .meta({ id: 'UserContact' }),
);

export type UserContact = z.infer<typeof userContactChanged.data>;

export const userLoginEnded = defineMessage(
  'user.login-ended.v1',
  'A login, or a personal access token, has ended: its access tokens, and secrets that were derived from it, are no longer valid.',
  consumers,
  z
    .object({
      sid: z.uuid().describe('The claim `sid` of its access tokens'),
      endedAt: z.iso.datetime().describe('When it ended'),
    })
    .meta({ id: 'EndedLogin' }),
);

export type LoginEnded = z.infer<typeof userLoginEnded.data>;

export const userErased = defineMessage(
  'user.erased.v1',
  'An account is anonymized; each consumer does the same with its data, and answers with a receipt.',
  consumers,
  /** Of the address that it had, and whether that was verified. */
  account.extend({ emailDigest }).meta({ id: 'ErasedAccount' }),
);

export type ErasedAccount = z.infer<typeof userErased.data>;

const missedEvents = z
  .object({ eventIds: z.array(z.uuid()).describe('Ids of the events') })
  .meta({ id: 'MissedEvents' });

export type MissedEvents = z.infer<typeof missedEvents>;

export const userEventsMissed = defineMessage(
  'user-service.events-missed.v1',
  'Of these events user-service does not have all that mails tell: they are to be told again.',
  ['event-service'],
  missedEvents,
);

export const userRelayHeartbeat = relayHeartbeat('user-service');

export const userTimelineStarted = timelineStarted('user-service', consumers);

export const userRestatementRequested = restatementRequested('user-service');
