export {
  canCheckIn,
  isOrganizer,
  requireCheckInStaff,
  requireOrganizer,
  requireOwner,
  requireVisibleEvent,
  teamRole,
} from './access';
export { completionJob } from './completion-job';
export type { EventRow } from './details';
export { inFrameOf } from './move';
export { orderOf } from './order';
export { type EventRead, readEvent } from './read-event';
export { redirectOldSlugs } from './redirect-old-slugs';
export { type Attendable, closedBecause, windowOf } from './registration-window';
export {
  eventIdOf,
  findEvent,
  findEventByAnySlug,
  lockEventForShare,
  lockEventForUpdate,
  type SharedEvent,
  saveEvent,
} from './repository';
export { restatableEvent } from './restate-event';
export { restateEvents } from './restate-events';
export { eventRoutes } from './routes';
export { eventParams, eventView, toEventView } from './schemas';
export { reservedSlugs } from './slug';
