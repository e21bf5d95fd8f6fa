import { boundedText, idOrSlug, instantOut, pageOf, pageQuery } from '@ems/chassis/http';
import { z } from 'zod';
import type { NoticeKind } from '../mail';
import { eventKinds, type KindName, nameOf, noticeKinds } from './kinds';

const switchesOf = <Kind extends NoticeKind>(kinds: readonly Kind[]) =>
  Object.fromEntries(
    kinds.map(kind => [nameOf(kind), z.boolean().describe(`Whether mails of the kind ${nameOf(kind)} are sent`)]),
  ) as Record<KindName<Kind>, z.ZodBoolean>;

export const eventParams = z.strictObject({ id: idOrSlug });

export const mySettingsView = z
  .object({ kinds: z.object(switchesOf(noticeKinds)).describe('Of each kind whether I get its mails') })
  .meta({ id: 'NotificationSettings', description: 'Which mails I get' });

export const eventSettingsView = z
  .object({ kinds: z.object(switchesOf(eventKinds)).describe('Of each kind whether its mails are sent') })
  .meta({ id: 'EventNotificationSettings', description: 'Which mails are sent for an event' });

export const mySettingsBody = z.strictObject({
  kinds: z.strictObject(switchesOf(noticeKinds)).partial().describe('The kinds that are to change'),
});
export const eventSettingsBody = z.strictObject({
  kinds: z.strictObject(switchesOf(eventKinds)).partial().describe('The kinds that are to change'),
});

const kindName = z
  .enum(noticeKinds.map(kind => nameOf(kind)))
  .meta({ id: 'NotificationKind', description: 'What a mail about an event tells' });

const outcome = z.enum(['waiting', 'sent', 'rejected', 'unknown', 'expired']).meta({
  id: 'MailOutcome',
  description: 'What became of a mail; of an unknown one nobody knows whether it has arrived',
});

export const mailsQuery = z.strictObject({
  ...pageQuery,
  outcome: outcome.optional().describe('Only mails of which this became'),
});

export const mailView = z
  .object({
    id: z.uuid().describe('Its id'),
    kind: kindName,
    outcome,
    recipient: z
      .object({
        userId: z.uuid().nullable().describe('Id of the account; null for an address without one'),
        name: z.string().nullable().describe('What the person is called; null where that is not known'),
      })
      .describe('Whom it goes to; addresses are not shown'),
    createdAt: instantOut.describe('When it was due'),
    sentAt: instantOut.nullable().describe('When it was sent'),
    resentAt: instantOut.nullable().describe('When another was sent in its place'),
  })
  .meta({ id: 'Mail' });

export const mailsPage = pageOf(mailView);

export const resendBody = z.strictObject({
  mailIds: z
    .array(z.uuid().toLowerCase())
    .min(1)
    .max(500)
    .optional()
    .describe('Which; absent: all unknown ones, 500 at most'),
});

export const resentView = z
  .object({ resent: z.int().describe('How many mails are sent once more') })
  .meta({ id: 'ResentMails' });

export const unsubscribeQuery = z.strictObject({
  // It goes into the address of a page.
  token: boundedText(500)
    .regex(/^[\w-]{40,}$/, 'Must be that of the link in a mail')
    .describe('Of the link in the mail'),
});

export const unsubscribedView = z
  .object({ kind: kindName.describe('Of which no more mails come') })
  .meta({ id: 'Unsubscribed' });
