import {
  flag,
  idOrSlug,
  included,
  instant,
  instantOut,
  pageQuery,
  recorded,
  repeatable,
  textLine,
} from '@ems/chassis/http';
import { eventStatus } from '@ems/contracts';
import { z } from 'zod';
import { allowedActions, type Viewer } from './access';
import { checkTimes, detailsOf, detailsShape, type EventRow, patchShape, seatsOf } from './details';
import { includedFields } from './included';
import { alwaysOpen } from './registration-window';

const shape = detailsShape(instant);

export const createBody = z
  .strictObject({
    ...shape,
    slug: shape.slug.optional().describe('Its name in addresses; made from the title where it is absent'),
    description: shape.description.default(''),
    venue: shape.venue.default(null),
    onlineUrl: shape.onlineUrl.default(null),
    logoUrl: shape.logoUrl.default(null),
    color: shape.color.default(null),
    dayStartsAt: shape.dayStartsAt.default('04:00'),
    capacity: shape.capacity.default(null),
    tags: shape.tags.default([]),
    retentionDays: shape.retentionDays.default(180),
    cfp: shape.cfp.default(null),
    registration: shape.registration.default(alwaysOpen),
    scheduleVisible: shape.scheduleVisible.default('always'),
    listed: shape.listed.default(true),
  })
  .check(checkTimes);

export type NewEvent = z.infer<typeof createBody>;

/** The rules between fields are checked on the merged details. */
export const patchBody = z.strictObject(patchShape(instant)).partial();

export type EventPatch = z.infer<typeof patchBody>;

/** What becomes of the slots, by session-service, which consumes the event's message. */
export const patchQuery = z.strictObject({
  slots: z.enum(['move', 'unschedule']).optional().describe('What becomes of the slots of an event that moves'),
});

/** An id, or a current or old slug. */
export const eventParams = z.strictObject({ id: idOrSlug });

export const cancelBody = z.strictObject({ reason: textLine(500).describe('Why; everybody sees it') });

export const includeQuery = z.strictObject({
  include: included(['sessions', 'speakers']),
});

export const listQuery = z.strictObject({
  ...pageQuery,
  q: textLine(200).optional().describe('Words of title, tags, place or description, or their beginnings'),
  status: repeatable(eventStatus).optional().describe('Events of any of these statuses'),
  from: instant.optional().describe('Events that take place, at least in part, from then on'),
  to: instant.optional().describe('Events that take place, at least in part, before then'),
  city: repeatable(textLine(100)).optional().describe('Events in any of these cities'),
  country: repeatable(textLine(100)).optional().describe('Events in any of these countries'),
  tag: repeatable(textLine(40)).optional().describe('Events with any of these tags'),
  mine: flag.optional().describe('Those of which I am owner or member'),
  sort: z
    .enum(['startsAt', '-startsAt', '-createdAt'])
    .optional()
    .describe('Without it: by rank where there is a `q`, by start where there is none'),
});

export type ListQuery = z.infer<typeof listQuery>;

const action = z
  .enum(['update', 'delete', 'publish', 'unpublish', 'cancel', 'complete', 'register'])
  .meta({ id: 'AllowedEventAction', description: 'What may be done with an event' });

export const seats = z
  .object({
    capacity: z.int().nullable().describe('How many there are; null for no limit'),
    taken: z.int().describe('How many people have one'),
    waitlisted: z.int().describe('How many people wait for one'),
  })
  .meta({ id: 'Seats' })
  .describe('How many seats there are, are taken and are waited for');

export const eventView = z
  .object({
    id: z.uuid().describe('Of the event'),
    slug: z.string().describe('Its name in addresses; old ones redirect'),
    title: z.string().describe('What it is called'),
    description: z.string().describe('What it is about'),
    startsAt: instantOut.describe('When it begins'),
    endsAt: instantOut.describe('When it ends'),
    timezone: z.string().meta({ format: 'time-zone' }).describe('IANA zone, in which its days are counted'),
    venue: z
      .object({
        name: z.string().describe('What the place is called'),
        address: z.string().nullable().describe('Street and number'),
        city: z.string().nullable().describe('City'),
        country: z.string().nullable().describe('Country'),
      })
      .meta({ id: 'Venue' })
      .nullable()
      .describe('Where it takes place; null where it is online only'),
    onlineUrl: z.string().meta({ format: 'uri' }).nullable().describe('Where it takes place online'),
    logoUrl: z.string().meta({ format: 'uri' }).nullable().describe('Of a picture'),
    color: z.string().nullable().describe('Red, green and blue, such as #1f77b4'),
    dayStartsAt: z.string().describe('When its days begin, by the clocks of its zone'),
    capacity: z.int().nullable().describe('How many seats there are; null for no limit'),
    tags: z.array(z.string()).describe('Subjects'),
    retentionDays: z.int().describe('How many days after its end the personal data of its registrations go'),
    cfp: z
      .object({ opensAt: instantOut.describe('From then on'), closesAt: instantOut.describe('Until before then') })
      .meta({ id: 'CallForPapers' })
      .nullable()
      .describe('The call for papers: from `opensAt` until before `closesAt` anyone may propose sessions'),
    registration: z
      .object({
        opensAt: instantOut.nullable().describe('From then on; null for from publishing on'),
        closesAt: instantOut.nullable().describe('Until before then; null for until the event ends'),
        paused: z.boolean().describe('Whether nobody can register for the time being'),
      })
      .meta({ id: 'RegistrationWindow' })
      .nullable()
      .describe('When people may register, while it is published and has not ended; null for not at all'),
    scheduleVisible: z
      .enum(['always', 'released'])
      .describe('Whether everybody sees the schedule before its first release, or only the team'),
    listed: z.boolean().describe('Whether it is in public lists and search'),
    status: eventStatus.describe('Where it is in its life'),
    cancelReason: z.string().nullable().describe('Why it was cancelled'),
    ownerId: z.uuid().describe('The account that owns it'),
    seats,
    ...recorded,
    allowedActions: z.array(action).optional().describe('What the caller may do with it now'),
  })
  .meta({ id: 'Event' });

export const eventWithIncluded = eventView.extend(includedFields).meta({ id: 'EventWithIncluded' });

/** @param viewer the signed-in see what they may do */
export function toEventView(event: EventRow, viewer: Viewer): z.infer<typeof eventView> {
  const { cfp, registration, ...details } = detailsOf(event);
  return {
    ...details,
    id: event.id,
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
    cfp: cfp && { opensAt: cfp.opensAt.toISOString(), closesAt: cfp.closesAt.toISOString() },
    registration: registration && {
      opensAt: registration.opensAt?.toISOString() ?? null,
      closesAt: registration.closesAt?.toISOString() ?? null,
      paused: registration.paused,
    },
    status: event.status,
    cancelReason: event.cancelReason,
    ownerId: event.ownerId,
    seats: seatsOf(event),
    createdAt: event.createdAt.toISOString(),
    updatedAt: event.updatedAt.toISOString(),
    version: event.version,
    ...(viewer.caller && { allowedActions: allowedActions(event, viewer) }),
  };
}
