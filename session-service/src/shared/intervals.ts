import { fieldRule } from '@ems/chassis/errors';
import { instant, instantOut } from '@ems/chassis/http';
import type { EventMove } from '@ems/contracts';
import { z } from 'zod';
import { Prisma } from '../generated/prisma/client';

/** Half-open: the end no longer belongs to it. */
export const intervalsIn = z
  .array(
    z
      .strictObject({ startsAt: instant.describe('When it begins'), endsAt: instant.describe('When it has ended') })
      .refine(({ startsAt, endsAt }) => startsAt < endsAt, {
        ...fieldRule('not-after-start', 'Must come after startsAt'),
        path: ['endsAt'],
      })
      .meta({ id: 'NewInterval' }),
  )
  .max(500);

export const intervalsOut = z
  .array(
    z
      .object({ startsAt: instantOut.describe('When it begins'), endsAt: instantOut.describe('When it has ended') })
      .meta({ id: 'Interval' }),
  )
  .meta({ id: 'Availability' });

export type Intervals = z.infer<typeof intervalsIn>;

/** What a move of an event is computed by. */
export type Move = Pick<EventMove, 'from' | 'to'>;

interface Interval {
  startsAt: Date | string;
  endsAt: Date | string;
}

/** The intervals as PostgreSQL's one multirange of them, in which those that overlap or touch are one. */
export const multirange = (intervals: readonly Interval[]): Prisma.Sql => Prisma.sql`
  (SELECT COALESCE(range_agg(tstzrange("startsAt", "endsAt", '[)')), '{}'::tstzmultirange)
   FROM jsonb_to_recordset(${JSON.stringify(intervals)}::jsonb) AS i("startsAt" timestamptz, "endsAt" timestamptz))`;

/** SQL of an instant after a move of the event. */
export const movedTime = (at: Prisma.Sql, { from, to }: Move): Prisma.Sql =>
  Prisma.sql`moved_time(${at}, ${from.startsAt}::timestamptz, ${from.timezone}, ${to.startsAt}::timestamptz, ${to.timezone})`;

/** SQL of a multirange after a move of the event. */
export const movedRanges = (ranges: Prisma.Sql, move: Move): Prisma.Sql => Prisma.sql`
  SELECT COALESCE(range_agg(tstzrange(${movedTime(Prisma.sql`lower(one)`, move)}, ${movedTime(Prisma.sql`upper(one)`, move)}, '[)')),
    '{}'::tstzmultirange) FROM unnest(${ranges}) one`;
