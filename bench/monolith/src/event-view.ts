import { type Caller, isMember, isOrganizer, type Team } from './auth.ts';

export interface EventRow extends Team {
  id: string;
  slug: string;
  title: string;
  description: string;
  starts_at: Date;
  ends_at: Date;
  timezone: string;
  venue_name: string | null;
  venue_address: string | null;
  venue_city: string | null;
  venue_country: string | null;
  online_url: string | null;
  logo_url: string | null;
  color: string | null;
  day_starts_at: string;
  retention_days: number;
  has_registration: boolean;
  registration_opens_at: Date | null;
  registration_closes_at: Date | null;
  registration_paused: boolean;
  schedule_visible: string;
  listed: boolean;
  tags: string[];
  cfp_opens_at: Date | null;
  cfp_closes_at: Date | null;
  status: string;
  cancel_reason: string | null;
  capacity: number | null;
  taken: number;
  waitlisted: number;
  created_at: Date;
  updated_at: Date;
  version: number;
}

export const canSee = (event: Team & { status: string }, caller: Caller | null): boolean =>
  event.status !== 'draft' || isMember(event, caller);

function allowedActions(event: EventRow): string[] {
  if (event.status === 'draft')
    return ['update', ...(event.taken + event.waitlisted === 0 ? ['delete'] : []), 'publish'];
  if (event.status !== 'published') return ['update'];
  const isOver = event.ends_at.getTime() <= Date.now();
  const isEmpty = event.taken + event.waitlisted === 0;
  return ['update', ...(isEmpty ? ['unpublish'] : []), 'cancel', ...(isOver ? ['complete'] : [])];
}

/** People register while the event is published, within its window, and until it ends. */
function isOpen(event: EventRow): boolean {
  const now = Date.now();
  const { registration_opens_at: opensAt, registration_closes_at: closesAt } = event;
  return (
    event.has_registration &&
    !event.registration_paused &&
    event.status === 'published' &&
    now < event.ends_at.getTime() &&
    (opensAt === null || now >= opensAt.getTime()) &&
    (closesAt === null || now < closesAt.getTime())
  );
}

/** An event as the API shows it; who is signed in sees what they may do. */
export const toEventView = (event: EventRow, caller: Caller | null) => ({
  id: event.id,
  slug: event.slug,
  title: event.title,
  description: event.description,
  startsAt: event.starts_at,
  endsAt: event.ends_at,
  timezone: event.timezone,
  venue:
    event.venue_name === null
      ? null
      : { name: event.venue_name, address: event.venue_address, city: event.venue_city, country: event.venue_country },
  onlineUrl: event.online_url,
  logoUrl: event.logo_url,
  color: event.color,
  dayStartsAt: event.day_starts_at,
  retentionDays: event.retention_days,
  capacity: event.capacity,
  tags: event.tags,
  cfp: event.cfp_opens_at && { opensAt: event.cfp_opens_at, closesAt: event.cfp_closes_at },
  registration: event.has_registration
    ? {
        opensAt: event.registration_opens_at,
        closesAt: event.registration_closes_at,
        paused: event.registration_paused,
      }
    : null,
  scheduleVisible: event.schedule_visible,
  listed: event.listed,
  status: event.status,
  cancelReason: event.cancel_reason,
  ownerId: event.owner_id,
  seats: { capacity: event.capacity, taken: event.taken, waitlisted: event.waitlisted },
  createdAt: event.created_at,
  updatedAt: event.updated_at,
  version: event.version,
  ...(caller && {
    allowedActions: [
      ...(isOrganizer(event, caller) ? allowedActions(event) : []),
      ...(isOpen(event) ? ['register'] : []),
    ],
  }),
});
