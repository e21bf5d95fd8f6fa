import { newId } from '@ems/chassis/database';
import { notFound, unauthenticated } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import { type UserLanguage, userDisabled, userUpdated } from '@ems/contracts';
import type { Prisma, Role, User } from '../../generated/prisma/client';
import { publishContact, publishUser, publishUserRegistered } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { enqueueMail } from '../mail';
import { endLogins, endPersonalTokens } from './end-logins';
import { toUserView } from './schemas';

export interface NewUser {
  email: string;
  emailDigest: string;
  name: string;
  passwordHash: string;
  language?: UserLanguage;
  role?: Role;
}

/** For `transact`: what to answer when an address is another account's, or was until it was changed, which can still be undone. */
export const emailTakenErrors = { users_email_key: emailTaken, users_email_reserved: emailTaken };

function emailTaken() {
  return problem('user.email-taken', 'There is an account with this address.');
}

/** Inserts an account; a taken address fails as {@link emailTakenErrors} say. */
export async function createUser(tx: Tx, data: NewUser): Promise<User> {
  // Two facts are published at once, and each has a version.
  const user = await tx.user.create({ data: { id: newId(), ...data, version: 2, contactPublished: true } });
  await publishUserRegistered(tx, { ...user, version: 1 });
  await publishContact(tx, user);
  await enqueueMail(tx, 'verify_email', user.id, `verify_email ${user.id} registered`);
  return user;
}

/** Locks an account's row, so that its changes come one after the other. @throws DomainError 404 */
export async function lockUserForUpdate(tx: Tx, id: string): Promise<User> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${id}::uuid FOR UPDATE`;
  const user = await tx.user.findUnique({ where: { id } });
  if (!user) throw notFound('account');
  return user;
}

/** Updates a locked account, and publishes it. @param now becomes its `updatedAt` */
export async function updateUser(tx: Tx, { id }: User, data: Prisma.UserUpdateInput, now: Date): Promise<User> {
  const user = await tx.user.update({
    where: { id },
    data: { ...data, version: { increment: 1 }, updatedAt: now },
  });
  await publishUser(tx, data.status === 'disabled' ? userDisabled : userUpdated, user);
  return user;
}

/** Updates what a locked account is called, where it is reached or which language it reads, and publishes that, changed or not. */
export async function updateContact(
  tx: Tx,
  { id }: User,
  data: Pick<Prisma.UserUpdateInput, 'name' | 'language'>,
  now: Date,
): Promise<User> {
  const user = await tx.user.update({
    where: { id },
    data: { ...data, contactPublished: true, version: { increment: 1 }, updatedAt: now },
  });
  await publishContact(tx, user);
  return user;
}

interface ContactPatch {
  name?: string | undefined;
  language?: UserLanguage | undefined;
}

/** Changes what its owner may change of an account. @throws DomainError 401 for an erased account; 412 */
export async function changeUser(tx: Tx, id: string, change: Change, { name, language }: ContactPatch) {
  const user = await lockUserForUpdate(tx, id);
  if (user.erasedAt) throw unauthenticated();
  change.requireIfMatch(toUserView(user));
  const patch = {
    ...(name !== undefined && name !== user.name && { name }),
    ...(language !== undefined && language !== user.language && { language }),
  };
  return Object.keys(patch).length === 0 ? user : updateContact(tx, user, patch, change.now);
}

/** Ends all logins and personal access tokens of a locked account: refresh tokens at once, access tokens as soon as all services know. */
export async function signOutEverywhere(
  tx: Tx,
  user: User,
  now: Date,
  data: Prisma.UserUpdateInput = {},
): Promise<User> {
  await endLogins(tx, { userId: user.id }, now);
  await endPersonalTokens(tx, { userId: user.id }, now);
  // Read after the families' locks: a refresh that had one until here has signed its access token before this instant.
  const signedOutAt = new Date();
  return updateUser(tx, user, { ...data, signedOutAt, secretsEndedAt: signedOutAt }, now);
}
