import { textBlock, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import { slug } from './slug';
import { timeZone } from './time-zone';

const venue = z.strictObject({
  name: textLine(200),
  address: textLine(500).nullable().default(null),
  city: textLine(100).nullable().default(null),
  country: textLine(100).nullable().default(null),
});

const venuePatch = z.strictObject({
  name: textLine(200).nullable().optional(),
  address: textLine(500).nullable().optional(),
  city: textLine(100).nullable().optional(),
  country: textLine(100).nullable().optional(),
});

const tag = textLine(40);

/**
 * What an event's team may edit, in the two forms that instants take: text in requests, dates inside.
 * @param when the schema of an instant
 */
export const detailsShape = <When extends z.ZodType<Date>>(when: When) => ({
  title: textLine(200),
  slug,
  description: textBlock(20_000),
  startsAt: when,
  endsAt: when,
  timezone: timeZone,
  venue: venue.nullable(),
  onlineUrl: z
    .url({ protocol: /^https$/ })
    .max(2_000)
    .nullable(),
  capacity: z.int().min(1).max(1_000_000).nullable(),
  tags: z
    .array(tag)
    .max(20)
    .refine(tags => new Set(tags).size === tags.length, 'Each tag once'),
  cfp: z.strictObject({ opensAt: when, closesAt: when }).nullable(),
});

/** A merge patch of the details: any part, and null for what can be cleared. */
export const patchShape = <When extends z.ZodType<Date>>(when: When) => {
  const cfpPatch = z.strictObject({ opensAt: when.optional(), closesAt: when.optional() });
  return { ...detailsShape(when), venue: venuePatch.nullable(), cfp: cfpPatch.nullable() };
};

const dayMs = 86_400_000;
export const maxDays = 366;

interface Times {
  startsAt: Date;
  endsAt: Date;
  cfp: { opensAt: Date; closesAt: Date } | null;
}

/** The rules between fields; the database holds the same ones. */
export function checkTimes({ value, issues }: z.core.ParsePayload<Times>): void {
  // zod runs checks of the whole even where a part was refused, and then that part is no date.
  if (issues.length > 0) return;
  const refuse = (path: string[], message: string) => issues.push({ code: 'custom', path, message, input: value });
  const length = value.endsAt.getTime() - value.startsAt.getTime();
  if (length <= 0) refuse(['endsAt'], 'Must be after startsAt');
  if (length > maxDays * dayMs) refuse(['endsAt'], `Must be at most ${maxDays} days after startsAt`);
  if (value.cfp && value.cfp.closesAt <= value.cfp.opensAt) refuse(['cfp', 'closesAt'], 'Must be after opensAt');
}

/** All details of an event, as they are after a change. */
export const details = z.strictObject(detailsShape(z.date())).check(checkTimes);

export type Details = z.infer<typeof details>;
