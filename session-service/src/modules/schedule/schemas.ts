import { fieldRule } from '@ems/chassis/errors';
import { foldText, id, idOrSlug, instantOut, pageQuery, textBlock, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import { isoDates } from '../../shared/iso-dates';
import { changeTypes, shown } from './diff';
import type { VersionRow } from './repository';
import { scheduleData } from './schedule-data';

/** Stand for the work in progress and the newest version. */
const reserved = ['wip', 'latest'] as const;

export const releaseBody = z.strictObject({
  eventId: idOrSlug.describe('Id or slug of the event'),
  name: textLine(100)
    .refine(
      name => !reserved.some(word => word === foldText(name)),
      fieldRule('name-reserved', '"wip" and "latest" have a meaning of their own'),
    )
    .describe('What it is called: once in an event'),
  comment: textBlock(5_000).default('').describe('What is new'),
});
export type ReleaseBody = z.infer<typeof releaseBody>;

export const versionsQuery = z.strictObject({ ...pageQuery, eventId: idOrSlug.describe('Id or slug of the event') });

/** A version, or what stands for one. */
const reference = z.union([id, z.enum(reserved)]);
export const referenceParams = z.strictObject({ id: reference.describe('Id of a version, `latest` or `wip`') });
const eventOfReference = idOrSlug
  .optional()
  .describe('Id or slug of the event; needed where `wip` and `latest` alone do not say which');
export const referenceQuery = z.strictObject({ eventId: eventOfReference });
export const diffQuery = z.strictObject({
  eventId: eventOfReference,
  against: reference.optional().describe('The earlier one: id of a version, `latest` or `wip`'),
});

const versionFields = {
  id: z.uuid().describe('Of the version'),
  eventId: z.uuid().describe('Of the event'),
  name: z.string().describe('What it is called: once in an event'),
  comment: z.string().describe('What is new'),
  releasedAt: instantOut.describe('When it was released'),
  releasedBy: z.uuid().optional().describe('Who released it; for reviewers and the team'),
};

/** A schedule as it was released: it never changes. */
export const versionView = z.object(versionFields).meta({ id: 'ScheduleVersion' });

/** A version with its schedule; without `id` it is the work in progress. */
export const fullVersionView = z
  .object({
    ...versionFields,
    id: versionFields.id.nullable().describe('Null for the work in progress'),
    releasedAt: instantOut.nullable().describe('Null for the work in progress'),
    ...scheduleData.shape,
  })
  .meta({ id: 'FullScheduleVersion' });

const side = z
  .object({
    id: z.uuid().nullable().describe('Of the version; null for the work in progress'),
    name: z.string().describe('Of the version, or `wip`'),
  })
  .meta({ id: 'ComparedVersion' });

const change = shown.partial().meta({ id: 'ComparedSlot' });

/** What changed from one schedule to another, slot by slot. */
export const diffView = z
  .object({
    eventId: z.uuid().describe('Of the event'),
    from: side.nullable().describe('Null where there was no version before'),
    to: side.describe('The later one'),
    changes: z
      .array(
        z
          .object({
            type: z.enum(changeTypes).meta({ id: 'ScheduleChangeType' }).describe('What has changed'),
            slotId: z.uuid().describe('Of the slot'),
            number: z.int().describe('Of the slot'),
            sessionId: z.uuid().describe('Of its session'),
            title: z.string().describe('Of its session'),
            from: change.nullable().describe('As it was; null for a new one'),
            to: change.nullable().describe('As it is; null for one that is cancelled'),
          })
          .meta({ id: 'ScheduleChange' }),
      )
      .describe('In the order of the later one, then what is cancelled'),
  })
  .meta({ id: 'ScheduleDiff' });

export const toVersionView = ({ releasedBy, ...version }: VersionRow, isOwnPeople: boolean) => ({
  ...isoDates(version),
  ...(isOwnPeople && { releasedBy }),
});
