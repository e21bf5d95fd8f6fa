export {
  canSeeEvent,
  canSeeWork,
  hasRelease,
  isOrganizer,
  requireOrganizer,
  requireVisibleEvent,
  seesRelease,
  seesSchedule,
  teamActions,
  teamRole,
} from './access';
export { isCfpOpen } from './cfp';
export { heldFrom } from './held-from';
export {
  awaitEvent,
  type EventReference,
  type EventReplica,
  eventReference,
  lockEventForShare,
  lockEventForUpdate,
  resolveEvent,
  resolveEventId,
} from './repository';
export { sharedOf } from './shared-of';
