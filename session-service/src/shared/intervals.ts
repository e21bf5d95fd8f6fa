import { instant, instantOut } from '@ems/chassis/http';
import { z } from 'zod';
import { Prisma } from '../generated/prisma/client';

/** Half-open: the end no longer belongs to it. */
export const intervalsIn = z
  .array(
    z
      .strictObject({ startsAt: instant, endsAt: instant })
      .refine(({ startsAt, endsAt }) => startsAt < endsAt, { path: ['endsAt'], message: 'Must come after startsAt' }),
  )
  .max(500);

export const intervalsOut = z.array(z.object({ startsAt: instantOut, endsAt: instantOut }));

interface Interval {
  startsAt: Date | string;
  endsAt: Date | string;
}

/** The intervals as PostgreSQL's one multirange of them, in which those that overlap or touch are one. */
export const multirange = (intervals: readonly Interval[]): Prisma.Sql => Prisma.sql`
  (SELECT COALESCE(range_agg(tstzrange("startsAt", "endsAt", '[)')), '{}'::tstzmultirange)
   FROM jsonb_to_recordset(${JSON.stringify(intervals)}::jsonb) AS i("startsAt" timestamptz, "endsAt" timestamptz))`;
