import { instantOut, pageOf, pageQuery, recorded, repeatable, textLine } from '@ems/chassis/http';
import { userLanguage, userRole, userStatus } from '@ems/contracts';
import { z } from 'zod';
import type { User } from '../../generated/prisma/client';

export const userName = textLine(100).describe('What the person is called');

/** An account as its owner and admins see it. */
export const userView = z
  .object({
    id: z.uuid().describe('Its id, in all services'),
    email: z.string().meta({ format: 'idn-email' }).describe('The address to log in with, in lower case'),
    name: z.string().describe('What the person is called'),
    role: userRole,
    status: userStatus,
    emailVerified: z.boolean().describe('Whether the person has shown that the mailbox is theirs'),
    language: userLanguage,
    ...recorded,
    allowedActions: z
      .array(
        z
          .enum(['update', 'change-password', 'erase', 'promote', 'demote', 'disable', 'enable'])
          .meta({ id: 'AllowedUserAction', description: 'What may be done with an account' }),
      )
      .describe('What the caller may do with it now'),
  })
  .meta({ id: 'User' });

export type UserView = z.infer<typeof userView>;

export const userPage = pageOf(userView);

export const listQuery = z.strictObject({
  ...pageQuery,
  q: textLine(100).optional().describe('Part of a name or an address'),
  role: repeatable(userRole).optional().describe('Accounts of any of these roles'),
  status: repeatable(userStatus).optional().describe('Accounts of any of these statuses'),
  sort: z
    .enum(['createdAt', '-createdAt'])
    .default('-createdAt')
    .describe('By creation: the newest or the oldest first'),
});

export const userPatch = z.strictObject({
  name: userName.optional(),
  language: userLanguage.optional().describe('In which mails are written'),
});

export const adminPatch = z.strictObject({ role: userRole.optional(), status: userStatus.optional() });

const instantOrNull = instantOut.nullable();

export const exportView = z
  .object({
    account: userView
      .omit({ allowedActions: true })
      .extend({
        signedOutAt: instantOrNull.describe('When it was logged out everywhere'),
        secretsEndedAt: instantOrNull.describe('When its calendar feeds and the like were ended'),
      })
      .describe('The account itself'),
    logins: z
      .array(
        z
          .object({
            id: z.uuid().describe('Of the login'),
            agent: z.string().describe('The browser or program'),
            createdAt: instantOut.describe('When it began'),
            lastUsedAt: instantOut.describe('When a token was last refreshed'),
            endsAt: instantOut.describe('When it ends by itself'),
            revokedAt: instantOrNull.describe('When it was ended; null while it was not'),
          })
          .meta({ id: 'ExportedLogin' }),
      )
      .describe('Logins, open and ended'),
    accessTokens: z
      .array(
        z
          .object({
            id: z.uuid().describe('Of the token'),
            name: z.string().describe('What it was called'),
            scopes: z.array(z.string()).describe('What it may do'),
            eventIds: z.array(z.uuid()).describe('Of which events'),
            createdAt: instantOut.describe('When it was made'),
            lastUsedAt: instantOrNull.describe('When it was last used'),
            expiresAt: instantOrNull.describe('When it ends by itself'),
            revokedAt: instantOrNull.describe('When it was ended; null while it was not'),
          })
          .meta({ id: 'ExportedAccessToken' }),
      )
      .describe('Personal ones; the tokens themselves are not stored'),
    knownDevices: z
      .array(
        z
          .object({
            device: z.string().describe('A hash, from which no address can be read'),
            seenAt: instantOut.describe('When it was used last'),
          })
          .meta({ id: 'ExportedDevice' }),
      )
      .describe('Devices that the account was used on'),
    mails: z
      .array(
        z
          .object({
            kind: z.string().describe('What it is about'),
            createdAt: instantOut.describe('When it was due'),
            sentAt: instantOrNull.describe('When it was sent'),
            failedAt: instantOrNull.describe('When it was given up'),
          })
          .meta({ id: 'ExportedMail' }),
      )
      .describe('Mails to the account'),
    unwantedMails: z
      .array(
        z
          .object({ kind: z.string().describe('What they are about'), since: instantOut.describe('Since when') })
          .meta({ id: 'ExportedUnwantedMail' }),
      )
      .describe('Kinds of mail that the account does not want'),
    mailedTokens: z
      .array(
        z
          .object({
            kind: z.string().describe('What it is good for'),
            expiresAt: instantOut.describe('Until when it is valid'),
          })
          .meta({ id: 'ExportedMailedToken' }),
      )
      .describe('Of mailed tokens that were not used yet; the tokens themselves are not stored'),
    emailChanges: z
      .array(
        z
          .object({
            newEmail: z.string().describe('The new address'),
            oldEmail: z.string().nullable().describe('The one before; null while the new one is not confirmed'),
            createdAt: instantOut.describe('When it was asked for'),
            confirmedAt: instantOrNull.describe('When it was confirmed'),
            expiresAt: instantOut.describe('Until when it can be confirmed, or undone'),
          })
          .meta({ id: 'ExportedEmailChange' }),
      )
      .describe('New addresses that can still be confirmed, or undone'),
    announcements: z
      .array(
        z
          .object({
            id: z.uuid().describe('Of the announcement'),
            eventId: z.uuid().describe('Of which event'),
            subject: z.string().describe('Subject of the mail'),
            text: z.string().describe('The mail'),
            createdAt: instantOut.describe('When it was sent'),
          })
          .meta({ id: 'ExportedAnnouncement' }),
      )
      .describe('What I have written to those who have to do with an event'),
    activity: z
      .array(
        z
          .object({
            at: instantOut.describe('When'),
            action: z.string().describe('What was done'),
            address: z.string().nullable().describe('From which network address'),
            agent: z.string().nullable().describe('By which browser or program'),
          })
          .meta({ id: 'ExportedActivity' }),
      )
      .describe("The audit log's entries on me; address and agent only of what I did myself"),
    ownedEvents: z
      .array(
        z
          .object({
            id: z.uuid().describe('Of the event'),
            slug: z.string().describe('Its name in addresses'),
            title: z.string().describe('What it is called'),
          })
          .meta({ id: 'ExportedEvent' }),
      )
      .describe('Events that I own, as event-service says'),
  })
  .meta({ id: 'AccountExport' });

export interface Viewer {
  userId: string;
  role: 'member' | 'admin';
}

/** What of an account its view is made of. */
export type ShownUser = Pick<
  User,
  | 'id'
  | 'email'
  | 'name'
  | 'role'
  | 'status'
  | 'emailVerified'
  | 'language'
  | 'version'
  | 'createdAt'
  | 'updatedAt'
  | 'erasedAt'
>;

/** @param viewer whom it is shown to; its owner without one */
export const toUserView = (user: ShownUser, viewer: Viewer = { userId: user.id, role: user.role }): UserView => ({
  ...user,
  language: userLanguage.parse(user.language),
  createdAt: user.createdAt.toISOString(),
  updatedAt: user.updatedAt.toISOString(),
  allowedActions: allowedActions(user, viewer),
});

/** Whether this is the last admin is known only to the write. */
function allowedActions(user: ShownUser, viewer: Viewer): UserView['allowedActions'] {
  if (user.erasedAt) return [];
  const own = viewer.userId === user.id ? (['update', 'change-password'] as const) : [];
  const asAdmin =
    viewer.role === 'admin'
      ? ([user.role === 'admin' ? 'demote' : 'promote', user.status === 'active' ? 'disable' : 'enable'] as const)
      : [];
  return [...own, ...asAdmin, 'erase'];
}
