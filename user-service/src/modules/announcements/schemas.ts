import { idOrSlug, instantOut, pageOf, pageQuery, textBlock, textLine } from '@ems/chassis/http';
import { z } from 'zod';

export const audience = z.enum(['registered', 'checked-in', 'waitlisted', 'speakers', 'submitters', 'team']).meta({
  id: 'AnnouncementAudience',
  description:
    'Who has a seat, was checked in, or waits for a seat; who speaks in an accepted session, or has proposed one; or who is in the team',
});

export type Audience = z.infer<typeof audience>;

export const eventParams = z.strictObject({ id: idOrSlug.describe('Id or slug of the event') });

export const announcementBody = z.strictObject({
  audience,
  subject: textLine(150).describe('Subject of the mail'),
  text: textBlock(5_000).min(1).describe('The mail, as plain text'),
  dryRun: z.boolean().default(false).describe('Sends nothing, and says how many would get it'),
});

export type NewAnnouncement = z.infer<typeof announcementBody>;

const reach = {
  recipients: z.int().describe('How many people get it'),
  skipped: z
    .int()
    .describe(
      'How many of the audience do not: without an account or a verified address, unsubscribed, or written to often enough within a day',
    ),
};

export const announcementPreview = z.object(reach).meta({ id: 'AnnouncementPreview' });

export const announcementView = z
  .object({
    id: z.uuid().describe('Its id'),
    eventId: z.uuid().describe('Id of the event'),
    audience,
    subject: z.string().describe('Subject of the mail'),
    text: z.string().describe('The mail, as plain text'),
    ...reach,
    createdBy: z.uuid().describe('Id of the account that has sent it'),
    createdAt: instantOut.describe('When it was sent'),
  })
  .meta({ id: 'Announcement' });

export const announcementPage = pageOf(announcementView);

export const listQuery = z.strictObject(pageQuery);
