import { newId } from '@ems/chassis/database';
import { enqueueMessage, enqueueMessages } from '@ems/chassis/messaging';
import {
  type AccountState,
  userContactChanged,
  type userDisabled,
  userErased,
  userEventsMissed,
  userLanguage,
  userLoginEnded,
  userRegistered,
  type userUpdated,
} from '@ems/contracts';
import type { User } from '../generated/prisma/client';
import type { Tx } from '../shared/database';

/** What other services may know of an account: no name and no address. */
const toAccountState = ({
  id,
  role,
  status,
  emailVerified,
  emailDigest,
  signedOutAt,
  secretsEndedAt,
}: User): AccountState => ({
  id,
  role,
  status,
  emailVerified,
  emailDigest: emailDigest ?? undefined,
  signedOutAt: signedOutAt?.toISOString() ?? null,
  secretsEndedAt: secretsEndedAt?.toISOString() ?? null,
});

/** Publishes a new account. */
export const publishUserRegistered = (tx: Tx, user: User): Promise<void> => {
  const { id, role, status, emailVerified, emailDigest } = toAccountState(user);
  return enqueueMessage(tx, userRegistered, id, user.version, { id, role, status, emailVerified, emailDigest });
};

/** Publishes a changed account. @param message `userDisabled` for the change that disables it */
export const publishUser = (tx: Tx, message: typeof userUpdated | typeof userDisabled, user: User): Promise<void> =>
  enqueueMessage(tx, message, user.id, user.version, toAccountState(user));

/** Publishes what an account is called, where it is reached and which language it reads: the one message that says so. */
export const publishContact = (tx: Tx, { id, version, name, email, language }: User): Promise<void> =>
  enqueueMessage(tx, userContactChanged, id, version, { id, name, email, language: userLanguage.parse(language) });

/** What was said of an account's name and address stays in the archive for no longer than the account. */
export const forgetContact = (tx: Tx, id: string) =>
  tx.$executeRaw`
    UPDATE outbox SET payload = payload || '{"name": "", "email": ""}'
    WHERE subject = ${id} AND type = ${userContactChanged.type}`;

/**
 * Publishes an erased account, which every service is to anonymize.
 * @param before of the address that it had
 */
export const publishUserErased = (
  tx: Tx,
  user: User,
  before: { emailDigest: string; emailVerified: boolean },
): Promise<void> => enqueueMessage(tx, userErased, user.id, user.version, { ...toAccountState(user), ...before });

/** Publishes the erasure of an account that is not known here, nor the address that it had. */
export const publishUnknownErased = (tx: Tx, id: string, version: number, now: Date): Promise<void> =>
  enqueueMessage(tx, userErased, id, version, {
    id,
    role: 'member',
    status: 'disabled',
    emailVerified: false,
    // The digest of no address.
    emailDigest: '0'.repeat(64),
    signedOutAt: now.toISOString(),
    secretsEndedAt: now.toISOString(),
  });

/** Publishes that logins have ended. @param sids of which none was published before */
export const publishLoginsEnded = (tx: Tx, sids: readonly string[], endedAt: Date): Promise<void> =>
  enqueueMessages(
    tx,
    userLoginEnded,
    sids.map(sid => ({ subject: sid, sequence: 1, data: { sid, endedAt: endedAt.toISOString() } })),
  );

/** Asks to be told again of these events. */
export const publishMissedEvents = (tx: Tx, eventIds: string[]) =>
  enqueueMessage(tx, userEventsMissed, newId(), 1, { eventIds });
