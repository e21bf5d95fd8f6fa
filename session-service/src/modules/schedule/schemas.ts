import { instantOut, pageQuery, textBlock, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import { id } from '../../shared/fields';
import { changeTypes, shown } from './diff';
import { programme } from './programme';
import type { AboutVersion } from './queries';

/** Stand for the work in progress and the newest version. */
export const reserved = ['wip', 'latest'] as const;

export const ofEvent = z.strictObject({ eventId: id });

export const releaseBody = z.strictObject({
  name: textLine(100).refine(
    name => !reserved.some(word => word === name.toLowerCase()),
    '"wip" and "latest" have a meaning of their own',
  ),
  comment: textBlock(5_000).default(''),
});

export const versionsQuery = z.strictObject({ ...pageQuery, eventId: id });

/** A version, or what stands for one. */
export const reference = z.union([id, z.enum(reserved)]);
export const referenceParams = z.strictObject({ id: reference });
/** `eventId` is needed only where `wip` and `latest` say nothing of the event. */
export const referenceQuery = z.strictObject({ eventId: id.optional() });
export const diffQuery = z.strictObject({ eventId: id.optional(), against: reference.optional() });

const about = {
  id: z.uuid(),
  eventId: z.uuid(),
  name: z.string(),
  comment: z.string(),
  releasedAt: instantOut,
  /** Told to the event's own people. */
  releasedBy: z.uuid().optional(),
};

/** A schedule as it was released: it never changes. */
export const versionView = z.object(about).meta({ id: 'ScheduleVersion' });

/** A version with its copy of the programme; without `id` it is the work in progress. */
export const versionWithProgrammeView = z
  .object({
    ...about,
    id: about.id.nullable(),
    releasedAt: instantOut.nullable(),
    ...programme.shape,
  })
  .meta({ id: 'ScheduleVersionWithProgramme' });

const side = z.object({ id: z.uuid().nullable(), name: z.string() });

/** What changed from one schedule to another, slot by slot. */
export const diffView = z
  .object({
    eventId: z.uuid(),
    /** Null where there was nothing before. */
    from: side.nullable(),
    to: side,
    changes: z.array(
      z.object({
        type: z.enum(changeTypes),
        slotId: z.uuid(),
        number: z.int(),
        sessionId: z.uuid(),
        title: z.string(),
        from: shown.partial().nullable(),
        to: shown.partial().nullable(),
      }),
    ),
  })
  .meta({ id: 'ScheduleDiff' });

export const toVersionView = ({ releasedBy, ...version }: AboutVersion, isOwnPeople: boolean) => ({
  ...version,
  releasedAt: version.releasedAt.toISOString(),
  ...(isOwnPeople && { releasedBy }),
});
