import { flag, instant, pageQuery, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import { checkTimes, detailsShape, patchShape } from './details';
import { slug } from './slug';

const shape = detailsShape(instant);

export const createBody = z
  .strictObject({
    ...shape,
    slug: slug.optional(),
    description: shape.description.default(''),
    venue: shape.venue.default(null),
    onlineUrl: shape.onlineUrl.default(null),
    capacity: shape.capacity.default(null),
    tags: shape.tags.default([]),
    cfp: shape.cfp.default(null),
  })
  .check(checkTimes);

export type NewEvent = z.infer<typeof createBody>;

/** The rules between fields are checked on the merged whole. */
export const patchBody = z.strictObject(patchShape(instant)).partial();

export type EventPatch = z.infer<typeof patchBody>;

/** `force=unschedule`: slots outside of the new dates are freed by session-service, which hears of the dates. */
export const patchQuery = z.strictObject({ force: z.enum(['unschedule']).optional() });

/** An id, or a slug that the event has or had. */
export const eventParams = z.strictObject({
  id: z
    .string()
    .toLowerCase()
    .regex(/^[a-z0-9-]{3,60}$/, 'This is neither an id nor a slug')
    .meta({ description: "The event's id or slug" }),
});

export const cancelBody = z.strictObject({ reason: textLine(500) });

export const includeQuery = z.strictObject({
  include: z
    .string()
    .transform(value => value.split(','))
    .pipe(z.array(z.enum(['sessions', 'speakers'])))
    .default([])
    .meta({ description: 'sessions, speakers or both, separated by a comma' }),
});

export const listQuery = z.strictObject({
  ...pageQuery,
  q: textLine(200).optional(),
  status: z.enum(['draft', 'published', 'cancelled', 'completed']).optional(),
  /** Events that take place, at least in part, from then on. */
  from: instant.optional(),
  /** Events that take place, at least in part, before then. */
  to: instant.optional(),
  city: textLine(100).optional(),
  country: textLine(100).optional(),
  tag: textLine(40).optional(),
  mine: flag.optional(),
  /** Without it: by rank where there is a `q`, by start where there is none. */
  sort: z.enum(['startsAt', '-startsAt', '-createdAt']).optional(),
});

export type ListQuery = z.infer<typeof listQuery>;
