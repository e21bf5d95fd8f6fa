import { fieldIssue } from '@ems/chassis/errors';
import { boundedText, foldText, hexColor, httpsUrl, textBlock, textLine, webUrl } from '@ems/chassis/http';
import { z } from 'zod';
import type { Event, EventMember, EventSeats } from '../../generated/prisma/client';
import { timeZone } from '../../shared/time-zone';
import { type RegistrationWindow, windowColumns, windowOf, windowPatch, windowShape } from './registration-window';
import { slug } from './slug';

/** An event with its seats and members, as every read and write loads it. */
export type EventRow = Event & {
  seats: Pick<EventSeats, 'capacity' | 'taken' | 'waitlisted'> | null;
  members: Pick<EventMember, 'userId' | 'role'>[];
};

const venue = z
  .strictObject({
    name: textLine(200).describe('What the place is called'),
    address: textLine(500).nullable().default(null).describe('Street and number'),
    city: textLine(100).nullable().default(null).describe('City'),
    country: textLine(100).nullable().default(null).describe('Country'),
  })
  .meta({ id: 'NewVenue' });

const venuePatch = z
  .strictObject({
    name: textLine(200).nullable().optional().describe('What the place is called'),
    address: textLine(500).nullable().optional().describe('Street and number'),
    city: textLine(100).nullable().optional().describe('City'),
    country: textLine(100).nullable().optional().describe('Country'),
  })
  .meta({ id: 'VenuePatch' });

const tag = textLine(40);

/**
 * The fields that an event's team may edit, in the two forms of instants: text in requests, dates inside.
 * @param when the schema of an instant
 */
export const detailsShape = <When extends z.ZodType<Date>>(when: When) => ({
  title: textLine(200).describe('What the event is called'),
  slug: slug.describe('Its name in addresses; made from the title where it is absent'),
  description: textBlock(20_000).describe('What it is about; may be Markdown, which is not rendered here'),
  startsAt: when.describe('When it begins'),
  endsAt: when.describe('When it ends: after the start, within 366 days'),
  timezone: timeZone.describe('IANA zone, such as Europe/Berlin, in which its days are counted'),
  venue: venue.nullable().describe('Where it takes place; null where it is online only'),
  onlineUrl: httpsUrl.nullable().describe('Where it takes place online'),
  logoUrl: webUrl.nullable().describe('Of a picture'),
  color: hexColor.nullable().describe('Red, green and blue, such as #1f77b4'),
  dayStartsAt: boundedText(5)
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Must be a time like 04:00')
    .describe('When its days begin, by the clocks of its zone: what is earlier belongs to the day before'),
  capacity: z.int().min(1).max(1_000_000).nullable().describe('How many seats there are; null for no limit'),
  tags: z.array(tag).max(20).check(checkDistinct).describe('Subjects, each once'),
  retentionDays: z
    .int()
    .min(1)
    .max(3_650)
    .describe('How many days after its end names, addresses and accounts of its registrations go'),
  cfp: z
    .strictObject({ opensAt: when.describe('From then on'), closesAt: when.describe('Until before then') })
    .meta({ id: 'NewCallForPapers' })
    .nullable()
    .describe('The call for papers: when anyone may propose sessions'),
  registration: z
    .strictObject(windowShape(when))
    .meta({ id: 'NewRegistrationWindow' })
    .nullable()
    .describe('When people may register, while the event is published and has not ended; null for not at all'),
  scheduleVisible: z
    .enum(['always', 'released'])
    .describe('Whether everybody sees the schedule before its first release, or only the team'),
  listed: z.boolean().describe('Whether it is in public lists and search; else it is found by its address alone'),
});

function checkDistinct({ value, issues }: z.core.ParsePayload<string[]>): void {
  // As long as an item was refused, it may be too long to be folded.
  if (issues.length > 0 || new Set(value.map(foldText)).size === value.length) return;
  issues.push(fieldIssue('duplicate', 'Each tag once', value));
}

/** A merge patch of the details: any field, and null for those that can be cleared. */
export const patchShape = <When extends z.ZodType<Date>>(when: When) => {
  const cfpPatch = z
    .strictObject({
      opensAt: when.optional().describe('From then on'),
      closesAt: when.optional().describe('Until before then'),
    })
    .meta({ id: 'CallForPapersPatch' });
  return {
    ...detailsShape(when),
    venue: venuePatch.nullable().describe('Where it takes place'),
    cfp: cfpPatch.nullable().describe('The call for papers'),
    registration: windowPatch(when).nullable().describe('When people may register; null for not at all'),
  };
};

const dayMs = 86_400_000;
const maxDays = 366;

interface Times {
  startsAt: Date;
  endsAt: Date;
  cfp: { opensAt: Date; closesAt: Date } | null;
  registration: RegistrationWindow;
}

/** The rules between fields; the database has the same ones. */
export function checkTimes({ value, issues }: z.core.ParsePayload<Times>): void {
  // zod checks the object even where a field was refused, and then that field is no date.
  if (issues.length > 0) return;
  const notAfter = (path: string[], start: string) =>
    issues.push({ ...fieldIssue('not-after-start', `Must be after ${start}`, value), path });
  const length = value.endsAt.getTime() - value.startsAt.getTime();
  if (length <= 0) notAfter(['endsAt'], 'startsAt');
  if (length > maxDays * dayMs) {
    const message = `Must be at most ${maxDays} days after startsAt`;
    issues.push({ ...fieldIssue('too-long', message, value, { maximum: maxDays }), path: ['endsAt'] });
  }
  for (const [field, window] of [['cfp', value.cfp] as const, ['registration', value.registration] as const]) {
    if (window?.opensAt && window.closesAt && window.closesAt <= window.opensAt)
      notAfter([field, 'closesAt'], 'opensAt');
  }
}

/** All details of an event, as they are after a change. */
export const details = z.strictObject(detailsShape(z.date())).check(checkTimes);

export type Details = z.infer<typeof details>;

export const seatsOf = ({ seats }: EventRow) => ({
  capacity: seats?.capacity ?? null,
  taken: seats?.taken ?? 0,
  waitlisted: seats?.waitlisted ?? 0,
});

export const detailsOf = (event: EventRow): Details => ({
  title: event.title,
  slug: event.slug,
  description: event.description,
  startsAt: event.startsAt,
  endsAt: event.endsAt,
  timezone: event.timezone,
  venue:
    event.venueName === null
      ? null
      : { name: event.venueName, address: event.venueAddress, city: event.venueCity, country: event.venueCountry },
  onlineUrl: event.onlineUrl,
  logoUrl: event.logoUrl,
  color: event.color,
  dayStartsAt: event.dayStartsAt,
  capacity: seatsOf(event).capacity,
  tags: event.tags,
  retentionDays: event.retentionDays,
  cfp: event.cfpOpensAt && event.cfpClosesAt && { opensAt: event.cfpOpensAt, closesAt: event.cfpClosesAt },
  registration: windowOf(event),
  scheduleVisible: event.scheduleVisible,
  listed: event.listed,
});

/** What transitions are decided by. */
export const factsOf = (event: EventRow) => ({ ...detailsOf(event), status: event.status, seats: seatsOf(event) });

/** The columns of the details; the capacity is a column of the seats. */
export const toColumns = ({ venue, cfp, registration, capacity: _, ...rest }: Details) => ({
  ...rest,
  ...windowColumns(registration),
  venueName: venue?.name ?? null,
  venueAddress: venue?.address ?? null,
  venueCity: venue?.city ?? null,
  venueCountry: venue?.country ?? null,
  cfpOpensAt: cfp?.opensAt ?? null,
  cfpClosesAt: cfp?.closesAt ?? null,
});
