export {
  canSeeEvent,
  canSeeWork,
  hasRelease,
  isOrganizer,
  requireOrganizer,
  requireVisibleEvent,
  seesRelease,
  teamActions,
  teamRole,
} from './access';
export { isCfpOpen } from './cfp';
export {
  type EventReplica,
  lockEventForShare,
  lockEventForUpdate,
  lockEventOfSessionForUpdate,
  resolveEvent,
  resolveEventId,
} from './repository';
