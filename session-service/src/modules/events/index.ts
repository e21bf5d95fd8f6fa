export { isCfpOpen } from './cfp';
export { buryEvent, copyEvent } from './copy-event';
export { followMembers, membersWithEvent } from './copy-members';
export { awaitEvent, type EventCopy, holdEvent, lockEventOf, shareEvent } from './queries';
export { isOrganizing, maySeeEvent, requireOrganizing, requireVisible, type TeamRole, teamRole } from './team';
